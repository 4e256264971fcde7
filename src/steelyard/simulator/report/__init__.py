# SPDX-License-Identifier: Apache-2.0
"""Shows runs: figures in words and numbers, pictures, Parquet, and one HTML page that needs nothing else."""
