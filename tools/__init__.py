# SPDX-License-Identifier: Apache-2.0
"""Our own checks: one small program each, run by `make check`."""
