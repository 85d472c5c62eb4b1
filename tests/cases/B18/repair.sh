rm content/caf*
