"""The panels, one module or package each; the table of all is `ui.panel_table`."""
