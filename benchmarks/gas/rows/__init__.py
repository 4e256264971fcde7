# SPDX-License-Identifier: Apache-2.0
"""The rows, by part of the system. Each function takes a fresh world and adds the rows of one part."""
