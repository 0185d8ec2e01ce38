# What the program itself is made of: its classes by name, and its properties.
classes = {}
properties = {}
