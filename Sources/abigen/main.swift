print("abigen")
