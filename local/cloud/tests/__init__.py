"""Run with `python -m unittest discover -s local/cloud -t local/cloud`; needs no MiniStack."""
