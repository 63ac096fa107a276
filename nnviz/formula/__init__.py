"""Formulas in x and y: read from text, differentiated exactly, evaluated fast; text is never run as code."""

from nnviz.formula.graph import Graph
from nnviz.formula.operations import FUNCTION_NAMES
from nnviz.formula.program import Program
from nnviz.formula.reader import LONGEST_FORMULA, read_formula

__all__ = ["FUNCTION_NAMES", "LONGEST_FORMULA", "Graph", "Program", "read_formula"]
