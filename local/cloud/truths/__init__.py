"""What MiniStack 1.5.33 gets wrong about AWS, one file per truth, each with `apply()`."""
