# Sourced by the launchers. CVE-2026-114938: JDKs before 17.0.21.1, 21.0.13.1 and 25.0.5.1 may write beyond an array while
# they decode hostile base64, on CPUs with AVX-512 VBMI. The class Base64Fault asks the same of a version.
base64_remedy=-XX:-UseBASE64Intrinsics

# base64_fault VERSION: whether a JDK of this version has the fault, such as 17.0.15+6-Debian-1deb12u1.
base64_fault() {
  local version=${1%%+*} numbers mended place
  local -a found fixed
  numbers=${version%%-*} # what follows is an early-access build, and comes before the release
  IFS=. read -r -a found <<<"$numbers"
  [ "${found[0]:-0}" -lt 26 ] || return 1
  case ${found[0]:-0} in
    17) mended=17.0.21.1 ;;
    21) mended=21.0.13.1 ;;
    25) mended=25.0.5.1 ;;
    *) return 0 ;; # never mended
  esac
  IFS=. read -r -a fixed <<<"$mended"
  for place in 1 2 3 4 5; do
    [ "${found[place]:-0}" -ge "${fixed[place]:-0}" ] || return 0
    [ "${found[place]:-0}" -le "${fixed[place]:-0}" ] || return 1
  done
  [ "$version" != "$numbers" ]
}
