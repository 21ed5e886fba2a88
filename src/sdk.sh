# Sourced by ./qcc and ./test: puts the .NET SDK on PATH or says how to get it.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# need_sdk WHO: 0 if an SDK that global.json accepts is there, else an error line and 9.
need_sdk() {
  command -v dotnet >/dev/null || PATH=$PATH:${DOTNET_ROOT:-${HOME:-}/.dotnet}
  if (cd "$here" && dotnet --version) >/dev/null 2>&1; then return 0; fi
  found=$(dotnet --list-sdks 2>/dev/null | sed 's/ .*//' | tr '\n' ' ')
  echo "$1 : error QCC0002: the .NET SDK 10 is needed and ${found:+only }${found:-none }is installed; get it from https://dotnet.microsoft.com/download/dotnet/10.0 (or: apt-get install dotnet-sdk-10.0) and put dotnet on PATH" >&2
  return 9
}
