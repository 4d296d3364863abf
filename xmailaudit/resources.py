"""Where the files lie that come with xmailaudit but are not Python.

In a checkout the profiles are a top-level folder beside the package, where
people look for them; a wheel carries them inside it. Everything else lies
beside the module that owns it, in both. Only this module knows the difference.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def profiles_folder() -> Path:
    """The folder of the built-in profiles, one `<name>.toml` each.

    Raises:
        FileNotFoundError: the installation is damaged: neither a wheel's nor a
            checkout's folder is there.
    """
    for folder in (_PACKAGE / "profiles", _PACKAGE.parent / "profiles"):
        if (folder / "default.toml").is_file():
            return folder
    raise FileNotFoundError(str(_PACKAGE / "profiles" / "default.toml"))


def page_path(module_file: str, language: str = "en") -> Path:
    """The page that lies beside a rule's module: `<rule>.<language>.md`, else `<rule>.md`.

    Args:
        module_file: the module's `__file__`.
        language: `en` or `ja`; a language without a page of its own gets the English one.
    """
    module = Path(module_file)
    translated = module.with_suffix(f".{language}.md")
    return translated if translated.is_file() else module.with_suffix(".md")


def collecting_script(platform: str) -> Path:
    """The script that gathers a MailRoot on a `posix` or `windows` machine."""
    return _PACKAGE / "collect" / {"posix": "posix.sh", "windows": "windows.cmd"}[platform]


def deploy_hook(platform: str) -> Path:
    """The script an ACME client runs on a `posix` or `windows` machine, with gaps to fill."""
    return _PACKAGE / "fix" / "hooks" / {"posix": "posix.sh", "windows": "windows.cmd"}[platform]
