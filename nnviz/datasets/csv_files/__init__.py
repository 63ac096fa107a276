"""Tables of users: CSV files read strictly, kept in memory, and made into data to learn from."""

from nnviz.datasets.csv_files.choosing import table_of, task_of
from nnviz.datasets.csv_files.csv_table import Column, CsvTable
from nnviz.datasets.csv_files.kept import csv_table, hold, is_held, is_ready, look_again
from nnviz.datasets.csv_files.reading import read_csv
from nnviz.datasets.csv_files.writing import write_beside

__all__ = [
    "Column",
    "CsvTable",
    "csv_table",
    "hold",
    "is_held",
    "is_ready",
    "look_again",
    "read_csv",
    "table_of",
    "task_of",
    "write_beside",
]
