# Sourced by the launchers, before Java is started. Java reads names of files in the character set of the locale. In the
# plain C locale, or one that is not installed (LC_CTYPE=UTF-8 from a Mac, de_DE.UTF-8 in a container), that is ASCII, and
# two names beyond it become one. Sets LC_ALL to a locale with UTF-8 that is installed.

# bash has set its own locale. In UTF-8 these two bytes are one character.
utf8() {
  local letter=$'\xc3\xa9'
  [ ${#letter} -eq 1 ]
}

# Java needs all categories of the locale, so that one name is set for all.
utf8_locale() {
  local asked=${LC_ALL:-${LC_CTYPE:-${LANG:-}}} name
  for name in "$asked" C.UTF-8 en_US.UTF-8 '' $(utf8 || locale -a 2>/dev/null | LC_ALL=C grep -i 'utf-*8$'); do
    [ -n "$name" ] || continue
    { LC_ALL=$name; } 2>/dev/null
    if utf8; then
      export LC_ALL
      return
    fi
    # An installed locale of another character set is what the user's files are named in.
    [ "$name" != "$asked" ] || case $(LC_ALL=$name locale charmap 2>/dev/null) in
      '' | ANSI_X3.4-1968 | US-ASCII | 646) ;;
      *)
        export LC_ALL
        return
        ;;
    esac
  done
  unset LC_ALL
  printf 'googlenet: locale: expected one with UTF-8, found none. Install C.UTF-8; names beyond ASCII are not read.\n' >&2
}
utf8_locale
