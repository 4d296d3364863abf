@echo off
rem Carries out on a MailRoot what xmailaudit worked out elsewhere, or takes it back.
rem
rem     apply.cmd [--server-stopped] [MAILROOT]
rem     undo.cmd [--server-stopped] [MAILROOT]
rem
rem MAILROOT: the MailRoot folder; left out, the one that MAIL_ROOT names.
rem --server-stopped (or SERVER_STOPPED=1): XMail does not run, so that tables with an index may
rem change.
rem Run it as an administrator.  It needs nothing that Windows XP does not have.
rem
rem Every file must be as it was audited, else nothing at all is done.  What is replaced is kept in
rem the folder "backup" beside this script, until undo.cmd has put it back.  Interrupted, either
rem script can simply be run again: each file is the old one or the new one, never half of it.
rem
rem Exit status: 0 done, or done before; 5 refused, nothing changed; 1 failed, see what it says.
rem
rem A name is used between quotes only: in there nothing means anything to cmd.
setlocal EnableExtensions DisableDelayedExpansion
set "ERRORLEVEL="
set "PURPOSE=apply"
if not defined FC set "FC=%SystemRoot%\System32\fc.exe"
if not "%MAIL_ROOT%"=="" set "ROOT=%MAIL_ROOT%"
if "%MAIL_ROOT%"=="" set "ROOT="
:arguments
if "%~1"=="" goto named
if "%~1"=="--server-stopped" goto stopped
set "ROOT=%~1"
shift /1
goto arguments
:stopped
set "SERVER_STOPPED=1"
shift /1
goto arguments

:named
if not defined ROOT echo %PURPOSE%: name the MailRoot: %PURPOSE%.cmd MAILROOT
if not defined ROOT exit /b 5
for %%A in ("%ROOT%\.") do set "ROOT=%%~fA"
for %%A in ("%~dp0.") do set "HERE=%%~fA"
if not exist "%ROOT%\*" goto no_root
set "INSIDE="
for %%A in ("%HERE%\..") do if /i "%%~fA"=="%ROOT%" set "INSIDE=1"
if /i "%HERE%"=="%ROOT%" set "INSIDE=1"
if defined INSIDE goto inside
set "BACKUP=%HERE%\backup"
set "BEGUN="
set "FAILED="
set "OBJECTED="
set "WAITING="
set "INDEXED="
%FC% /b "%HERE%\apply.cmd" "%HERE%\undo.cmd" >nul 2>nul
if "%ERRORLEVEL%"=="0" goto no_fc
%FC% /b "%~f0" "%~f0" >nul 2>nul
if not "%ERRORLEVEL%"=="0" goto no_fc
rem CODEPAGE
if not exist "%BACKUP%\mailroot.txt" goto own
> "%HERE%\mailroot.txt" echo "%ROOT%"
%FC% /b "%HERE%\mailroot.txt" "%BACKUP%\mailroot.txt" >nul 2>nul
set "SAME=%ERRORLEVEL%"
del /f /q "%HERE%\mailroot.txt"
if not "%SAME%"=="0" goto other_root
:own
goto %PURPOSE%

rem ---------------------------------------------------------------- apply

:apply
call :clean_up
set "PHASE=check"
call :changes
if defined OBJECTED goto refused
if defined INDEXED if not "%SERVER_STOPPED%"=="1" goto running
if not defined WAITING goto already
if exist "%BACKUP%\mailroot.txt" goto backup_there
md "%BACKUP%.new"
> "%BACKUP%.new\mailroot.txt" echo "%ROOT%"
if not exist "%BACKUP%.new\mailroot.txt" goto no_backup
move /y "%BACKUP%.new" "%BACKUP%" >nul
if not exist "%BACKUP%\mailroot.txt" goto no_backup
:backup_there
set "PHASE=keep"
call :changes
if defined FAILED goto failed
set "PHASE=stage"
call :changes
if defined FAILED goto failed
set "PHASE=commit"
call :changes
if defined FAILED goto failed
echo apply: done; undo.cmd takes it back
set "STATUS=0"
goto finish

:already
set "PHASE=tidy"
call :changes
echo apply: already applied
set "STATUS=0"
goto finish

rem ---------------------------------------------------------------- undo

:undo
if not exist "%BACKUP%\mailroot.txt" goto nothing
set "PHASE=look_back"
call :changes
if defined OBJECTED goto refused
if defined INDEXED if not "%SERVER_STOPPED%"=="1" goto running
set "PHASE=fetch"
call :changes
if defined FAILED goto failed
set "PHASE=put_back"
call :changes
if defined FAILED goto failed
move /y "%BACKUP%" "%BACKUP%.old" >nul
call :clean_up
if exist "%BACKUP%" echo undo: the folder "%BACKUP%" is no longer needed: it holds passwords, delete it
echo undo: taken back
set "STATUS=0"
goto finish

:nothing
set "PHASE=tidy"
call :changes
call :clean_up
echo undo: nothing to take back
set "STATUS=0"
goto finish

rem ---------------------------------------------------------------- ends

:no_root
echo %PURPOSE%: there is no folder "%ROOT%"
exit /b 5
:inside
echo %PURPOSE%: this folder must not lie in the MailRoot
exit /b 5
:no_fc
echo %PURPOSE%: fc does not compare files here; nothing was changed
exit /b 5
:other_root
echo %PURPOSE%: "%BACKUP%" belongs to another MailRoot; take a fresh copy of this folder
set "STATUS=5"
goto finish
:no_backup
echo %PURPOSE%: the folder "%BACKUP%" cannot be made; nothing was changed
set "STATUS=5"
goto finish
:running
echo %PURPOSE%: stop XMail, for tables with an index change; then add --server-stopped
echo %PURPOSE%: nothing was changed
set "STATUS=5"
goto finish
:refused
echo %PURPOSE%: refused; nothing was changed
set "STATUS=5"
goto finish
:failed
set "PHASE=tidy"
call :changes
if defined BEGUN echo %PURPOSE%: some files are changed already, each of them wholly: run %PURPOSE%.cmd again, or undo.cmd
if not defined BEGUN echo %PURPOSE%: nothing was changed
set "STATUS=1"
:finish
if defined CODEPAGE chcp %CODEPAGE% >nul
exit /b %STATUS%

:clean_up
if exist "%BACKUP%.new" rd /s /q "%BACKUP%.new"
if exist "%BACKUP%.old" rd /s /q "%BACKUP%.old"
exit /b 0

rem ---------------------------------------------------------------- one file

rem Sets STATE of F: old, new or other.
:judge
set "STATE=other"
if not exist "%F%" goto absent
if exist "%F%\*" exit /b 0
if "%OLD%"=="-" goto judge_new
%FC% /b "%F%" "%HERE%\audited\%N%" >nul 2>nul
if "%ERRORLEVEL%"=="0" set "STATE=old"
if "%STATE%"=="old" exit /b 0
:judge_new
if "%NEW%"=="-" exit /b 0
%FC% /b "%F%" "%HERE%\MailRoot\%P%" >nul 2>nul
if "%ERRORLEVEL%"=="0" set "STATE=new"
exit /b 0
:absent
if "%NEW%"=="-" set "STATE=new"
if "%OLD%"=="-" set "STATE=old"
exit /b 0

:object
set "OBJECTED=1"
echo %PURPOSE%: "%P%": %WORDS%
exit /b 0

:fail
set "FAILED=1"
echo %PURPOSE%: "%P%": %WORDS%
exit /b 0

rem Sets LOOKS to the attributes of F, and SIZE.
:look_at
set "LOOKS="
set "SIZE="
for %%A in ("%F%") do set "LOOKS=%%~aA"
for %%A in ("%F%") do set "SIZE=%%~zA"
exit /b 0

rem A file: N is its number, P its path; OLD and NEW are its sizes, or - where there is none; INDEX
rem is the index that goes with it.
:file
set "F=%ROOT%\%P%"
set "TEMP_FILE=%ROOT%\%FOLDER%.xmailaudit-%N%"
goto file_%PHASE%

:file_check
call :judge
if "%STATE%"=="new" exit /b 0
set "WORDS=not as it was audited"
if "%STATE%"=="other" goto object
set "WAITING=1"
if defined INDEX set "INDEXED=1"
if "%OLD%"=="-" goto file_check_new
call :look_at
set "WORDS=may not be written: it is marked read-only"
if not "%LOOKS:r=%"=="%LOOKS%" call :object
set "WORDS=is a link"
if not "%LOOKS:l=%"=="%LOOKS%" call :object
:file_check_new
if "%NEW%"=="-" exit /b 0
set "F=%HERE%\MailRoot\%P%"
call :look_at
set "WORDS=its new contents beside this script are not as they were exported"
if not "%SIZE%"=="%NEW%" goto object
exit /b 0

:file_keep
if defined FAILED exit /b 0
call :judge
if not "%STATE%"=="old" exit /b 0
set "WORDS=cannot be kept in the folder backup"
if "%OLD%"=="-" goto file_keep_absent
if exist "%BACKUP%\%N%" exit /b 0
copy /b /y "%F%" "%BACKUP%\part" >nul
%FC% /b "%BACKUP%\part" "%HERE%\audited\%N%" >nul 2>nul
if not "%ERRORLEVEL%"=="0" goto fail
move /y "%BACKUP%\part" "%BACKUP%\%N%" >nul
if not exist "%BACKUP%\%N%" goto fail
exit /b 0
:file_keep_absent
> "%BACKUP%\%N%.absent" echo absent
if not exist "%BACKUP%\%N%.absent" goto fail
exit /b 0

:file_stage
if exist "%TEMP_FILE%" del /f /q "%TEMP_FILE%"
if defined FAILED exit /b 0
call :judge
if not "%STATE%"=="old" exit /b 0
if "%NEW%"=="-" exit /b 0
set "WORDS=cannot be written"
copy /b /y "%HERE%\MailRoot\%P%" "%TEMP_FILE%" >nul
%FC% /b "%TEMP_FILE%" "%HERE%\MailRoot\%P%" >nul 2>nul
if not "%ERRORLEVEL%"=="0" goto fail
exit /b 0

rem An index goes first: with a table that is not yet replaced XMail just builds it anew.
:file_commit
if defined FAILED exit /b 0
call :judge
if "%STATE%"=="new" exit /b 0
set "WORDS=was changed just now"
if not "%STATE%"=="old" goto fail
:put
set "BEGUN=1"
set "WORDS=the index cannot be deleted"
if defined INDEX if exist "%ROOT%\%INDEX%" del /f /q "%ROOT%\%INDEX%"
if defined INDEX if exist "%ROOT%\%INDEX%" goto fail
if not exist "%TEMP_FILE%" goto put_nothing
call :keep_access
set "WORDS=cannot be replaced"
move /y "%TEMP_FILE%" "%F%" >nul
if exist "%TEMP_FILE%" goto fail
call :give_access
exit /b 0
:put_nothing
set "WORDS=cannot be deleted"
if exist "%F%" del /f /q "%F%"
if exist "%F%" goto fail
exit /b 0

rem Windows XP has no icacls: there a file takes the access list of its folder.
:keep_access
if exist "%BACKUP%\acl.txt" del /f /q "%BACKUP%\acl.txt"
if not exist "%F%" exit /b 0
if exist "%SystemRoot%\System32\icacls.exe" icacls "%F%" /save "%BACKUP%\acl.txt" >nul 2>nul
exit /b 0
:give_access
if exist "%BACKUP%\acl.txt" icacls "%ROOT%\%FOLDER%." /restore "%BACKUP%\acl.txt" >nul 2>nul
exit /b 0

:file_look_back
if not exist "%BACKUP%\%N%" if not exist "%BACKUP%\%N%.absent" exit /b 0
call :judge
set "WORDS=was changed since"
if "%STATE%"=="other" goto object
if "%STATE%"=="new" if defined INDEX set "INDEXED=1"
if "%OLD%"=="-" exit /b 0
%FC% /b "%BACKUP%\%N%" "%HERE%\audited\%N%" >nul 2>nul
set "WORDS=what was kept of it is damaged"
if not "%ERRORLEVEL%"=="0" goto object
exit /b 0

:file_fetch
if exist "%TEMP_FILE%" del /f /q "%TEMP_FILE%"
if defined FAILED exit /b 0
call :judge
if not "%STATE%"=="new" exit /b 0
if not exist "%BACKUP%\%N%" exit /b 0
set "WORDS=cannot be written"
copy /b /y "%BACKUP%\%N%" "%TEMP_FILE%" >nul
%FC% /b "%TEMP_FILE%" "%BACKUP%\%N%" >nul 2>nul
if not "%ERRORLEVEL%"=="0" goto fail
exit /b 0

:file_put_back
if defined FAILED exit /b 0
if not exist "%BACKUP%\%N%" if not exist "%BACKUP%\%N%.absent" exit /b 0
call :judge
if "%STATE%"=="old" exit /b 0
set "WORDS=was changed just now"
if not "%STATE%"=="new" goto fail
goto put

:file_tidy
if exist "%TEMP_FILE%" del /f /q "%TEMP_FILE%"
exit /b 0

rem ---------------------------------------------------------------- folders and stale indexes

rem A folder on the way to a file: it must be no link.
:way
set "F=%ROOT%\%P%"
if not "%PHASE%"=="check" if not "%PHASE%"=="look_back" exit /b 0
call :look_at
set "WORDS=is a link"
if defined LOOKS if not "%LOOKS:l=%"=="%LOOKS%" goto object
exit /b 0

rem A folder to make.
:folder
set "F=%ROOT%\%P%"
if not "%PHASE%"=="stage" exit /b 0
if exist "%F%\*" exit /b 0
> "%BACKUP%\%N%.made" echo made
md "%F%"
set "WORDS=cannot be made"
if not exist "%F%\*" goto fail
exit /b 0

rem In the end: a folder that was made.
:made
if not "%PHASE%"=="put_back" exit /b 0
if exist "%BACKUP%\%N%.made" rd "%ROOT%\%P%" 2>nul
exit /b 0

rem An index that is stale by itself.
:stale
set "F=%ROOT%\%P%"
if "%PHASE%"=="check" goto stale_check
if not "%PHASE%"=="commit" exit /b 0
call :judge
if not "%STATE%"=="old" exit /b 0
set "BEGUN=1"
del /f /q "%F%"
set "WORDS=cannot be deleted"
if exist "%F%" goto fail
exit /b 0
:stale_check
call :judge
if not "%STATE%"=="old" exit /b 0
set "WAITING=1"
set "INDEXED=1"
exit /b 0

rem ---------------------------------------------------------------- the changes

:changes
rem CHANGES
exit /b 0
