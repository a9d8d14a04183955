if a:
    b
  # comment
    # comment
