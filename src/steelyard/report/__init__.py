# SPDX-License-Identifier: Apache-2.0
"""One style for every picture of the project."""
