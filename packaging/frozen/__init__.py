"""The app as a folder that runs without Python."""
