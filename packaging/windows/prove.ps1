# Install for this user, use, remove, and look whether anything is left.
#   prove.ps1 INSTALLER
param([Parameter(Mandatory)][string]$Installer)
$ErrorActionPreference = "Stop"
$folder = Join-Path $env:LOCALAPPDATA "Programs\nnviz"
$classes = "HKCU:\Software\Classes"

Start-Process $Installer -ArgumentList "/S" -Wait
$program = Join-Path $folder "nnviz.exe"
if (-not (Test-Path $program)) { throw "nothing was installed" }
if ((Get-ItemProperty "$classes\.nnviz").'(default)' -ne "nnviz.session") { throw ".nnviz is not associated" }

& $program --self-check
if ($LASTEXITCODE) { throw "the installed app does not work" }

# The uninstaller copies itself and returns at once, unless it is told where it is.
Start-Process (Join-Path $folder "uninstall.exe") -ArgumentList "/S", "_?=$folder" -Wait
$rest = Get-ChildItem $folder -ErrorAction SilentlyContinue | Where-Object Name -ne "uninstall.exe"
if ($rest) { throw "left behind: $rest" }
foreach ($key in "$classes\.nnviz", "$classes\nnviz.session", "$classes\nnviz.experiment") {
    if (Test-Path $key) { throw "left behind: $key" }
}
Write-Host "nnviz: installed, checked, removed"
