"""What ships with nnviz: data, fonts, icons, experiments, each with its source and licence.

A package, so that a folder called ``resources`` in the directory where somebody starts nnviz is never taken for it.
"""
