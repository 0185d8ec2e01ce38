annotations = division = print_function = absolute_import = unicode_literals = generators = with_statement = True
nested_scopes = generator_stop = barry_as_FLUFL = True
