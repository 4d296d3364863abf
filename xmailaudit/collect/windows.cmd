@echo off
rem Gathers the tables of an XMail MailRoot for an audit on another machine, by xmailaudit.
rem
rem     collect.cmd [MAILROOT [FOLDER]]
rem
rem It needs nothing that Windows XP does not have, and changes nothing in the MailRoot.
rem MAILROOT: left out, the folder that the registry names for XMail.
rem FOLDER: is made for what is gathered; left out, xmailaudit-COMPUTER-TIME here.
rem Run it as an administrator, so that every table can be read.
rem
rem Below the lines of this part each line begins with a blank: that is the program, in VBScript.
setlocal
set XMAILAUDIT_VBS=%TEMP%\xmailaudit-collect-%RANDOM%%RANDOM%.vbs
findstr /b /c:" " "%~f0" > "%XMAILAUDIT_VBS%"
cscript //nologo //e:vbscript "%XMAILAUDIT_VBS%" %*
set XMAILAUDIT_STATUS=%ERRORLEVEL%
del "%XMAILAUDIT_VBS%"
exit /b %XMAILAUDIT_STATUS%

 Option Explicit

 Const LARGEST = 262144
 Const REPARSE_POINT = 1024
 Dim fso, shell, list, root, out, gathered, bias

 Set fso = CreateObject("Scripting.FileSystemObject")
 Set shell = CreateObject("WScript.Shell")
 gathered = 0
 Main

 Sub Main()
   Dim host
   root = Argument(0)
   If root = "" Then root = Registry("MAIL_ROOT")
   If root = "" Then root = shell.Environment("SYSTEM")("MAIL_ROOT")
   If root = "" Then Fail "no MailRoot is named, and the registry names none"
   If Not fso.FolderExists(root) Then Fail root & " is no folder"
   root = fso.GetFolder(root).Path
   host = shell.ExpandEnvironmentStrings("%COMPUTERNAME%")
   out = Argument(1)
   If out = "" Then out = "xmailaudit-" & host & "-" & Stamp(Now)
   out = fso.GetAbsolutePathName(out)
   If LCase(Left(out & "\", Len(Closed(root)))) = LCase(Closed(root)) Then
     Fail out & " lies in the MailRoot, where nothing is written; name another folder"
   End If
   If fso.FolderExists(out) Or fso.FileExists(out) Then Fail out & " is there already"

   Warn "", Nothing
   fso.CreateFolder out
   CloseToOthers
   Set list = fso.CreateTextFile(fso.BuildPath(out, "xmailaudit-collect.txt"), False, False)
   list.WriteLine "xmailaudit-collect 1"
   Warn "warning ", list
   Note "platform", Array("windows")
   Note "system", Array(System())
   bias = ActiveBias()
   Note "date", Array(Iso(DateAdd("n", bias, Now)))
   Note "mail-root", Array(root)
   NoteStart
   Walk fso.GetFolder(root), ""
   NoteListeners
   NotePublicKey
   list.WriteLine "end"
   list.Close

   Say gathered & " files of " & root & " are in " & out
   If Not fso.FileExists(fso.BuildPath(out, "server.tab")) Then
     Say "there is no server.tab: is " & root & " the MailRoot?"
   End If
   Say "to take it elsewhere: right-click the folder, Send to, Compressed (zipped) folder"
   Say "audit it elsewhere: xmailaudit audit FOLDER"
 End Sub

 ' ---------------------------------------------------------------- words

 Sub Say(text)
   WScript.Echo "collect: " & text
 End Sub

 Sub Fail(text)
   Say text
   WScript.Quit 1
 End Sub

 Sub Warn(before, file)
   Dim line
   For Each line In Array( _
       "What is gathered holds PASSWORDS that anybody can read: XMail only scrambles those of", _
       "mailusers.tab, ctrlaccounts.tab, pop3links.tab, userauth\ and the like.", _
       "Keep it to yourself, and do not send it by mail in clear.", _
       "It holds no mail, no logs, and not the private key of the TLS certificate.")
     If file Is Nothing Then
       WScript.Echo line
     Else
       file.WriteLine before & line
     End If
   Next
 End Sub

 Function Argument(number)
   Argument = ""
   If WScript.Arguments.Count > number Then Argument = WScript.Arguments(number)
 End Function

 ' A text as one word: bytes of the ANSI code page, others than these as %XX.
 Function Encoded(text)
   Dim at, letter, code, word
   word = ""
   For at = 1 To Len(text)
     letter = Mid(text, at, 1)
     code = Asc(letter)
     If code < 0 Then code = code + 65536
     If InStr("/._@+=,:~-", letter) > 0 Or (code < 128 And IsPlain(letter)) Then
       word = word & letter
     ElseIf code > 255 Then
       word = word & "%" & Hex2(code \ 256) & "%" & Hex2(code Mod 256)
     Else
       word = word & "%" & Hex2(code)
     End If
   Next
   Encoded = word
 End Function

 Function IsPlain(letter)
   IsPlain = (letter >= "0" And letter <= "9") Or (letter >= "A" And letter <= "Z") _
     Or (letter >= "a" And letter <= "z")
 End Function

 Function Hex2(number)
   Hex2 = Right("0" & Hex(number), 2)
 End Function

 Sub Note(word, values)
   Dim line, value
   line = word
   For Each value In values
     line = line & " " & Encoded(CStr(value))
   Next
   list.WriteLine line
 End Sub

 Function Whole(number)
   Whole = FormatNumber(number, 0, -1, 0, 0)
 End Function

 ' ---------------------------------------------------------------- time

 Function Two(number)
   Two = Right("0" & number, 2)
 End Function

 Function Stamp(moment)
   Stamp = Year(moment) & Two(Month(moment)) & Two(Day(moment)) & "T" _
     & Two(Hour(moment)) & Two(Minute(moment)) & Two(Second(moment))
 End Function

 Function Iso(moment)
   Iso = Year(moment) & "-" & Two(Month(moment)) & "-" & Two(Day(moment)) & "T" _
     & Two(Hour(moment)) & ":" & Two(Minute(moment)) & ":" & Two(Second(moment)) & "Z"
 End Function

 ' Minutes to add to local time for UTC.
 Function ActiveBias()
   ActiveBias = 0
   On Error Resume Next
   ActiveBias = CLng(shell.RegRead("HKLM\SYSTEM\CurrentControlSet\Control\" _
     & "TimeZoneInformation\ActiveTimeBias"))
 End Function

 ' A day of 1970 has the number 25569.
 Function Posix(moment)
   Posix = Whole(Round((CDbl(moment) - 25569) * 86400) + bias * 60)
 End Function

 ' ---------------------------------------------------------------- files

 ' `path` is relative to the MailRoot, with backslashes; "" is the MailRoot itself.
 Sub NoteItem(word, item, path)
   Dim size, moment, named
   size = "-"
   moment = "-"
   named = path
   If named = "" Then named = "."
   On Error Resume Next
   If word <> "folder" Then size = Whole(item.Size)
   moment = Posix(item.DateLastModified)
   On Error GoTo 0
   list.WriteLine word & " - - " & moment & " " & size & " " & Encoded(Slashed(named))
 End Sub

 Function Slashed(path)
   Slashed = Replace(path, "\", "/")
 End Function

 Function Below(path, name)
   If path = "" Then Below = name Else Below = path & "\" & name
 End Function

 Function Closed(path)
   Closed = path
   If Right(path, 1) <> "\" Then Closed = path & "\"
 End Function

 Sub Walk(folder, path)
   Dim lowered, item
   lowered = "\" & LCase(path)
   NoteItem "folder", folder, path
   If Right(lowered, 8) = "\maildir" Or Right(lowered, 8) = "\mailbox" Then
     NoteMail folder, path
     Exit Sub
   End If
   Select Case LCase(path)
     Case "spool", "dnscache", "pop3locks", "pop3linklocks", "tmp", "msgsync"
       Exit Sub
   End Select
   If InStr(path, "\") = 0 Then NoteAccess folder, path
   For Each item In Members(folder, False)
     TakeFile item, Below(path, item.Name)
   Next
   For Each item In Members(folder, True)
     If IsLink(item) Then
       Note "link", Array("-", Slashed(Below(path, item.Name)))
     Else
       Walk item, Below(path, item.Name)
     End If
   Next
 End Sub

 ' The files of a folder, or the folders in it; what cannot be listed has none.
 Function Members(folder, inner)
   Dim found, item, all
   Set found = CreateObject("Scripting.Dictionary")
   On Error Resume Next
   If inner Then Set all = folder.SubFolders Else Set all = folder.Files
   If all.Count < 0 Or Err.Number <> 0 Then
     Say "cannot list " & folder.Path & ": " & Err.Description
   Else
     For Each item In all
       found.Add found.Count, item
     Next
   End If
   Members = found.Items
 End Function

 ' Links and junctions may lead anywhere; what cannot be told is taken for one.
 Function IsLink(item)
   IsLink = True
   On Error Resume Next
   IsLink = (item.Attributes And REPARSE_POINT) <> 0
 End Function

 Sub TakeFile(item, path)
   Dim lowered, ending
   lowered = LCase(path)
   ending = LCase(fso.GetExtensionName(path))
   If IsLink(item) Then
     Note "link", Array("-", Slashed(path))
   ElseIf ending = "key" Then
     NoteItem "left", item, path
   ElseIf lowered = "server.cert" Or lowered = "certs.pem" Or Left(lowered, 6) = "certs\" Then
     GatherCertificates item, path
   ElseIf ending = "tab" Or lowered = "dnsroots" _
       Or (Left(lowered, 9) = "tabindex\" And ending = "hdx") _
       Or ((Left(lowered, 8) = "filters\" Or IsStartFile(lowered)) And IsSmall(item)) Then
     Gather item, path
   Else
     NoteItem "left", item, path
   End If
 End Sub

 ' What may tell how XMail is started: an exported registry, a script.
 Function IsStartFile(lowered)
   IsStartFile = InStr(lowered, "\") = 0 _
     And (Right(lowered, 4) = ".reg" Or Left(lowered, 6) = "xmail.")
 End Function

 ' Small, and no key that some filter signs with.
 Function IsSmall(item)
   IsSmall = False
   If item.Size > LARGEST Then Exit Function
   IsSmall = (InStr(TextOf(item), "PRIVATE KEY") = 0)
 End Function

 ' The bytes of a file as characters; nothing where it cannot be read.
 Function TextOf(item)
   Dim stream
   TextOf = ""
   On Error Resume Next
   Set stream = fso.OpenTextFile(item.Path, 1, False, 0)
   TextOf = stream.ReadAll
   stream.Close
 End Function

 Sub MakeFolders(path)
   If path = "" Or path = out Then Exit Sub
   If fso.FolderExists(path) Then Exit Sub
   MakeFolders fso.GetParentFolderName(path)
   fso.CreateFolder path
 End Sub

 Sub Gather(item, path)
   Dim target
   target = out & "\" & path
   MakeFolders fso.GetParentFolderName(target)
   On Error Resume Next
   fso.CopyFile item.Path, target, False
   If Err.Number <> 0 Then
     Say "cannot read " & item.Path & ": " & Err.Description
     NoteItem "unreadable", item, path
   Else
     NoteItem "file", item, path
     gathered = gathered + 1
   End If
 End Sub

 ' The same for a file that may hold a private key beside certificates: without it.
 Sub GatherCertificates(item, path)
   Dim text, stream, line, inside, target
   text = TextOf(item)
   If InStr(text, "PRIVATE KEY") = 0 Then
     If InStr(text, "CERTIFICATE-----") = 0 Then
       NoteItem "left", item, path
     Else
       Gather item, path
     End If
     Exit Sub
   End If
   target = out & "\" & path
   MakeFolders fso.GetParentFolderName(target)
   Set stream = fso.CreateTextFile(target, False, False)
   inside = False
   For Each line In Split(Replace(text, vbCrLf, vbLf), vbLf)
     If InStr(line, "-----BEGIN ") > 0 And InStr(line, "PRIVATE KEY") > 0 Then inside = True
     If Not inside And InStr(line, "PRIVATE KEY") = 0 Then stream.Write line & vbCrLf
     If InStr(line, "-----END ") > 0 And InStr(line, "PRIVATE KEY") > 0 Then inside = False
   Next
   stream.Close
   NoteItem "file", item, path
   Note "stripped", Array(Slashed(path))
   Say "left the private key out of " & item.Path
 End Sub

 ' How much mail is in a folder.
 Sub NoteMail(folder, path)
   Dim count, size, name
   count = 0
   size = 0
   For Each name In Array("new", "cur", "tmp")
     If fso.FolderExists(folder.Path & "\" & name) Then
       NoteItem "folder", fso.GetFolder(folder.Path & "\" & name), Below(path, name)
     End If
   Next
   AddUp folder, count, size
   list.WriteLine "mail " & Whole(count) & " " & Whole(size) & " " & Encoded(Slashed(path))
 End Sub

 Sub AddUp(folder, count, size)
   Dim item
   For Each item In Members(folder, False)
     If Left(item.Name, 1) <> "." Then
       count = count + 1
       size = size + item.Size
     End If
   Next
   For Each item In Members(folder, True)
     If Not IsLink(item) Then AddUp item, count, size
   Next
 End Sub

 ' ---------------------------------------------------------------- the machine

 ' What a program prints; nothing where it cannot be run.
 Function Printed(command)
   Dim running
   Printed = ""
   On Error Resume Next
   Set running = shell.Exec(command)
   If Err.Number <> 0 Then Exit Function
   running.StdIn.Close
   Printed = running.StdOut.ReadAll
 End Function

 Function Lines(text)
   Lines = Split(Replace(text, vbCr, ""), vbLf)
 End Function

 ' Nobody but who runs this and the administrators may look into what was gathered.
 Sub CloseToOthers()
   Dim user, command
   user = shell.ExpandEnvironmentStrings("%USERDOMAIN%\%USERNAME%")
   command = "cmd /c echo y| cacls """ & out & """ /g """ & user & """:F"
   On Error Resume Next
   If shell.Run(command, 0, True) <> 0 Or Err.Number <> 0 Then
     Say "the rights of " & out & " could not be narrowed: others on this machine may read it"
   End If
 End Sub

 ' The access lists of a folder and of the files in it, as cacls prints them.
 Sub NoteAccess(folder, path)
   Dim line
   For Each line In Lines(Printed("cacls """ & folder.Path & """") _
       & vbLf & Printed("cacls """ & Closed(folder.Path) & "*"""))
     If Trim(line) <> "" Then Note "acl", Array(Slashed(path), line)
   Next
 End Sub

 Function Registry(name)
   Dim key
   Registry = ""
   On Error Resume Next
   For Each key In Array("HKLM\SOFTWARE\Wow6432Node\GNU\XMail\", "HKLM\SOFTWARE\GNU\XMail\")
     Err.Clear
     Registry = CStr(shell.RegRead(key & name))
     If Err.Number = 0 Then Exit Function
   Next
   Registry = ""
 End Function

 Function System()
   Dim item
   System = "Windows"
   On Error Resume Next
   For Each item In GetObject("winmgmts:\\.\root\cimv2").ExecQuery( _
       "SELECT Caption, Version, CSDVersion FROM Win32_OperatingSystem")
     System = Trim(item.Caption) & " " & item.Version & " " & item.CSDVersion
   Next
 End Function

 ' How XMail is started: the registry, the environment of services, the process or the service.
 Sub NoteStart()
   Dim name, value, item, command, program
   For Each name In Array("MAIL_ROOT", "MAIL_CMD_LINE")
     value = Registry(name)
     If value <> "" Then Note "registry", Array(name, value)
   Next
   list.WriteLine "environment"
   For Each name In Array("MAIL_ROOT", "MAIL_CMD_LINE")
     value = shell.Environment("SYSTEM")(name)
     If value <> "" Then Note "environment", Array(name, value)
   Next
   command = ""
   program = ""
   On Error Resume Next
   For Each item In GetObject("winmgmts:\\.\root\cimv2").ExecQuery( _
       "SELECT CommandLine, ExecutablePath FROM Win32_Process WHERE Name = 'XMail.exe'")
     command = item.CommandLine & ""
     program = item.ExecutablePath & ""
   Next
   If command = "" Then
     For Each item In GetObject("winmgmts:\\.\root\cimv2").ExecQuery( _
         "SELECT PathName FROM Win32_Service WHERE Name = 'XMail'")
       command = item.PathName & ""
     Next
   End If
   Err.Clear
   If command <> "" Then
     If program = "" Then program = ProgramOf(command)
     If Left(command, 1) <> """" And LCase(Left(command, Len(program))) = LCase(program) Then
       command = """" & program & """" & Mid(command, Len(program) + 1)
     End If
     Note "command-line", Array(command)
     NoteLibrary fso.GetParentFolderName(program)
   End If
 End Sub

 ' The program of a command line; its path may hold blanks and no quotes.
 Function ProgramOf(command)
   Dim ends
   If Left(command, 1) = """" Then
     ProgramOf = Mid(command, 2, InStr(2, command & """", """") - 2)
     Exit Function
   End If
   ends = InStr(LCase(command), ".exe")
   If ends = 0 Then ends = InStr(command & " ", " ") - 4
   ProgramOf = Left(command, ends + 3)
 End Function

 ' OpenSSL's libraries beside XMail: 0.9.8.11 is what OpenSSL calls 0.9.8k.
 Sub NoteLibrary(folder)
   Dim name, version, parts
   For Each name In Array("libeay32.dll", "libcrypto-1_1.dll", "libcrypto-3.dll", _
       "libssl32.dll", "ssleay32.dll", "libssl-1_1.dll", "libssl-3.dll")
     If fso.FileExists(folder & "\" & name) Then
       version = fso.GetFileVersion(folder & "\" & name)
       parts = Split(version, ".")
       If UBound(parts) = 3 Then
         version = parts(0) & "." & parts(1) & "." & parts(2)
         If CLng(parts(0)) < 3 And CLng(parts(3)) > 0 And CLng(parts(3)) < 27 Then
           version = version & Chr(96 + CLng(parts(3)))
         End If
         Note "library", Array("OpenSSL " & version)
       End If
     End If
   Next
 End Sub

 Sub NoteListeners()
   Dim line, words, colon
   For Each line In Lines(Printed("netstat -an"))
     words = Split(Squeezed(line), " ")
     If UBound(words) >= 2 Then
       If LCase(words(0)) = "tcp" And (words(2) = "0.0.0.0:0" Or words(2) = "[::]:0") Then
         colon = InStrRev(words(1), ":")
         Note "listener", Array("tcp", Left(words(1), colon - 1), Mid(words(1), colon + 1))
       End If
     End If
   Next
 End Sub

 Function Squeezed(ByVal text)
   text = Trim(Replace(text, vbTab, " "))
   Do While InStr(text, "  ") > 0
     text = Replace(text, "  ", " ")
   Loop
   Squeezed = text
 End Function

 ' The public half of server.key, by the openssl.exe of the search path.
 Sub NotePublicKey()
   Dim key, text, line, command
   key = root & "\server.key"
   If Not fso.FileExists(key) Then Exit Sub
   text = ""
   For Each command In Array("pkey", "rsa")
     If InStr(text, "BEGIN PUBLIC KEY") = 0 Then
       text = Printed("openssl " & command & " -in """ & key & """ -pubout -passin pass:")
     End If
   Next
   If InStr(text, "BEGIN PUBLIC KEY") = 0 Or InStr(text, "PRIVATE") > 0 Then Exit Sub
   For Each line In Lines(text)
     If line <> "" Then Note "public-key", Array(line)
   Next
 End Sub
