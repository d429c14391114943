from rapport.config.cli.app import main

if __name__ == "__main__":
    main()
