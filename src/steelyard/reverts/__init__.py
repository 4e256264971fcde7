# SPDX-License-Identifier: Apache-2.0
"""Why a contract reverted, in plain words, and the exception it raises; imports nothing else of ours."""
