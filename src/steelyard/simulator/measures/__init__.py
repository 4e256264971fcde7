# SPDX-License-Identifier: Apache-2.0
"""What is read off a run: how it tracked what was promised, where its result came from, and what it did to others."""
