"""The landscape lab: optimizers race on functions of two coordinates. A page of the window; it knows no run of it."""
