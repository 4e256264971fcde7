# SPDX-License-Identifier: Apache-2.0
"""Tables for pandas, which is not needed for anything else."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas
    import pyarrow


def frame(table: "pyarrow.Table") -> "pandas.DataFrame":
    """The same columns. Raises ImportError, with the remedy, where there is no pandas."""
    try:
        import pandas
    except ImportError:
        raise ImportError("a DataFrame needs pandas: pip install pandas; `table()` gives Arrow's without it") from None
    return pandas.DataFrame({name: table.column(name).to_pylist() for name in table.column_names})
