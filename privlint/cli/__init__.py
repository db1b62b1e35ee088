"""The command line: options become values, results become exit codes, reports go to standard output."""
