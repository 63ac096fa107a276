# Sign files where a certificate is there; else say that they stay unsigned.
#   sign.ps1 FILE...
# NNVIZ_WINDOWS_CERTIFICATE: path of a PFX file. NNVIZ_WINDOWS_PASSWORD: its password.
# NNVIZ_WINDOWS_TIMESTAMP: address of the time stamping service of whoever issued it.
param([Parameter(Mandatory, ValueFromRemainingArguments)][string[]]$Files)
$ErrorActionPreference = "Stop"

if (-not $env:NNVIZ_WINDOWS_CERTIFICATE) {
    Write-Host "nnviz: no NNVIZ_WINDOWS_CERTIFICATE, so nothing is signed"
    exit 0
}
$kits = Join-Path ${env:ProgramFiles(x86)} "Windows Kits\10\bin"
$signtool = Get-ChildItem $kits -Recurse -Filter signtool.exe |
    Where-Object FullName -Match "\\x64\\" | Sort-Object FullName | Select-Object -Last 1
if (-not $signtool) { throw "signtool.exe is not installed" }
& $signtool.FullName sign /fd SHA256 /td SHA256 /tr $env:NNVIZ_WINDOWS_TIMESTAMP `
    /f $env:NNVIZ_WINDOWS_CERTIFICATE /p $env:NNVIZ_WINDOWS_PASSWORD /d nnviz $Files
if ($LASTEXITCODE) { throw "signtool failed" }
