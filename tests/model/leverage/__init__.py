# SPDX-License-Identifier: Apache-2.0
"""The model of the lending mechanism by itself."""
