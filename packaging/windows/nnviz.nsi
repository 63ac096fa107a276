; The installer for Windows: for one user, without administrator rights. makensis runs on Linux, too.
;   makensis -DVERSION=1.2.3 -DAPP=build/nnviz -DICONS=build/icons -DOUT=nnviz.exe nnviz.nsi
Unicode true
!include "MUI2.nsh"
!include "FileFunc.nsh"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\nnviz"
!define CLASSES "Software\Classes"

Name "nnviz ${VERSION}"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\nnviz"
InstallDirRegKey HKCU "Software\nnviz" "Folder"
SetCompressor /SOLID lzma
ManifestDPIAware true
ManifestSupportedOS all
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "nnviz"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Installer of nnviz"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "nnviz contributors, MIT licence"

!define MUI_ICON "${ICONS}/nnviz.ico"
!define MUI_UNICON "${ICONS}/nnviz.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\nnviz.exe"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

!macro Associate ENDING CLASS DESCRIPTION
  WriteRegStr HKCU "${CLASSES}\${CLASS}" "" "${DESCRIPTION}"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\DefaultIcon" "" "$INSTDIR\document.ico"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\shell\open\command" "" '"$INSTDIR\nnviz.exe" --in-window "%1"'
  WriteRegStr HKCU "${CLASSES}\${ENDING}\OpenWithProgids" "${CLASS}" ""
!macroend

!macro Dissociate ENDING CLASS
  DeleteRegKey HKCU "${CLASSES}\${CLASS}"
  DeleteRegValue HKCU "${CLASSES}\${ENDING}\OpenWithProgids" "${CLASS}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${ENDING}\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${ENDING}"
!macroend

Section
  ; Files of an earlier version must not stay: only what an installer has put there is removed.
  IfFileExists "$INSTDIR\uninstall.exe" 0 +3
    ExecWait '"$INSTDIR\uninstall.exe" /S _?=$INSTDIR'
    Delete "$INSTDIR\uninstall.exe"
  SetOutPath "$INSTDIR"
  File /r "${APP}/*"
  File "${ICONS}/document.ico"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\nnviz.lnk" "$INSTDIR\nnviz.exe"
  ; *.nnviz.json ends in .json for Windows: nnviz is offered for such files, and takes them from no other program.
  !insertmacro Associate ".nnviz" "nnviz.session" "nnviz session or recording"
  !insertmacro Associate ".json" "nnviz.experiment" "nnviz experiment"
  WriteRegStr HKCU "${CLASSES}\.nnviz" "" "nnviz.session"
  WriteRegStr HKCU "Software\nnviz" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "nnviz"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\nnviz.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "nnviz contributors"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\nnviz.exe"
  Delete "$INSTDIR\document.ico"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\nnviz.lnk"
  !insertmacro Dissociate ".nnviz" "nnviz.session"
  !insertmacro Dissociate ".json" "nnviz.experiment"
  DeleteRegKey HKCU "${CLASSES}\.nnviz"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegValue HKCU "Software\nnviz" "Folder"
  DeleteRegKey /ifempty HKCU "Software\nnviz"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
