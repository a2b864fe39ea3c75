from resilience.cli.commands import main

main()
