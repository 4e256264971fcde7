# SPDX-License-Identifier: Apache-2.0
"""The study behind the default parameters: what each of them costs whom, on real and on random prices."""
