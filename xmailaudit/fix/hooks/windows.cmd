@echo off
rem Puts a renewed certificate in the place of XMail's own: server.cert and server.key of its
rem MailRoot.  XMail reads both files at each handshake, so nothing needs a restart.
rem
rem   win-acme, simple-acme (PEM files in a folder, here C:\certificates):
rem     --store pemfiles --pemfilespath C:\certificates --installation script --script THIS-FILE
rem     --scriptparameters "C:\certificates\HOST-chain.pem C:\certificates\HOST-key.pem"
rem   lego      --deploy-hook THIS-FILE (version 4 and older: --run-hook and --renew-hook)
rem   by hand   THIS-FILE FULLCHAIN KEY
rem
rem With xmailaudit on the machine, `xmailaudit cert install` does it and can take it back.  Without,
rem the files are copied, get the rights of those they replace, and are renamed.
rem Exit status: 0 it is in place; otherwise nothing has changed.

setlocal DisableDelayedExpansion
set "mail_root=@MAIL_ROOT@"

rem ------------------------------------------------------------ which files

set "chain=%~1"
set "key=%~2"
if defined chain goto named
if defined RENEWED_LINEAGE (
    set "chain=%RENEWED_LINEAGE%\fullchain.pem"
    set "key=%RENEWED_LINEAGE%\privkey.pem"
    goto named
)
if defined LEGO_HOOK_CERT_PATH (
    set "chain=%LEGO_HOOK_CERT_PATH%"
    set "key=%LEGO_HOOK_CERT_KEY_PATH%"
    goto named
)
if defined LEGO_CERT_PATH (
    set "chain=%LEGO_CERT_PATH%"
    set "key=%LEGO_CERT_KEY_PATH%"
    goto named
)
echo XMail certificate: no ACME client told which files: call it with FULLCHAIN and KEY 1>&2
exit /b 1

:named
if not exist "%chain%" goto no_chain
if not exist "%key%" goto no_key

rem ------------------------------------------------------------ xmailaudit does it

set "program="
for %%X in (xmailaudit.exe) do set "program=%%~$PATH:X"
if not defined program goto copy_files
"%program%" cert install "%mail_root%" --cert "%chain%" --key "%key%" --apply
exit /b %errorlevel%

rem ------------------------------------------------------------ or it is copied

:copy_files
if not exist "%mail_root%\." goto no_root
findstr /c:"-----BEGIN CERTIFICATE-----" "%chain%" >nul || goto no_chain
findstr /c:"PRIVATE KEY-----" "%key%" >nul || goto no_key
findstr /c:"ENCRYPTED" "%key%" >nul && goto encrypted

set "new=%mail_root%\certificate.new"
if not exist "%new%\." mkdir "%new%" || goto no_copy
copy /b /y "%key%" "%new%\server.key" >nul || goto no_copy
copy /b /y "%chain%" "%new%\server.cert" >nul || goto no_copy
call :rights server.key || goto no_copy
call :rights server.cert || goto no_copy
call :put server.key || goto no_copy
call :put server.cert || goto no_copy
rmdir "%new%"
exit /b 0

rem The rights of the file that is replaced; a first key is for SYSTEM and Administrators alone.
:rights
if exist "%mail_root%\%1" (
    icacls "%mail_root%\%1" /save "%new%\rights" >nul || exit /b 1
    icacls "%new%" /restore "%new%\rights" >nul || exit /b 1
    del /q "%new%\rights"
    exit /b 0
)
if "%1"=="server.key" (
    icacls "%new%\%1" /inheritance:r /grant:r *S-1-5-18:F *S-1-5-32-544:F >nul || exit /b 1
)
exit /b 0

rem XMail may have the file open just now: try again for a few seconds.
:put
for /l %%N in (1,1,5) do (
    move /y "%new%\%1" "%mail_root%\%1" >nul 2>nul && exit /b 0
    ping -n 2 127.0.0.1 >nul
)
exit /b 1

:no_chain
echo XMail certificate: %chain% cannot be read, or holds no certificate as PEM 1>&2
exit /b 1

:no_key
echo XMail certificate: %key% cannot be read, or holds no private key as PEM 1>&2
exit /b 1

:encrypted
echo XMail certificate: the key in %key% needs a passphrase, which XMail cannot be given 1>&2
exit /b 1

:no_root
echo XMail certificate: %mail_root% is no folder 1>&2
exit /b 1

:no_copy
echo XMail certificate: the files in %mail_root% cannot be replaced 1>&2
del /q "%new%\server.key" "%new%\server.cert" "%new%\rights" >nul 2>nul
rmdir "%new%" >nul 2>nul
exit /b 1
