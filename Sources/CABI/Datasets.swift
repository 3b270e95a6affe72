// Sets of examples: from the caller's memory or from files.
