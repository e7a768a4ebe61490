#Requires -Version 5.1

<#
.SYNOPSIS
Copies logs of Configuration Manager into one archive, with the moment at which each was copied.

.DESCRIPTION
Written by dmplog collect. Reads the logs listed below from the share of each site server, or from this computer, and writes
CMUpdateLogs-<time>.zip with a folder for each server and a manifest.json in each folder. Where the registry of a server may be
read, the manifest also tells whether the threads of the service connection point run. Nothing is deleted, no setting is changed,
and no administrator rights are asked for: what may not be read is listed at the end, to be copied by hand.

.PARAMETER Destination
The folder the archive is written to. It must exist.

.PARAMETER SiteCode
The code of the site, for servers of which the report did not tell it.

.EXAMPLE
.\Copy-CMUpdateLog.ps1 -WhatIf

Lists every file that would be copied.

.EXAMPLE
.\Copy-CMUpdateLog.ps1 -Destination C:\Temp
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string] $Destination = '.',

    [ValidatePattern('^([0-9A-Za-z]{3})?$')]
    [string] $SiteCode = ''
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

# What is copied. Names are data: they stand in single quotes, and are never run.
$places = @(
    @{
        Server = 'PS101'
        Site   = 'PS1'
        Share  = @()
        Place  = ''
        Folder = @('despool', 'despooler', 'despoolr', 'distmgr')
        Root   = @()
        ByHand = @()
    }
    @{
        Server = 'CAS01'
        Site   = 'CAS'
        Share  = @()
        Place  = ''
        Folder = @('cmupdate', 'sitecomp')
        Root   = @('configmgrprereq')
        ByHand = @()
    }
)

Add-Type -AssemblyName 'System.IO.Compression'
Add-Type -AssemblyName 'System.IO.Compression.FileSystem'

function Get-UtcText {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory = $true)]
        [DateTime] $Moment
    )

    $format = "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fff'Z'"
    return $Moment.ToUniversalTime().ToString($format, [Globalization.CultureInfo]::InvariantCulture)
}

function ConvertTo-JsonLine {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory = $true)]
        [Collections.IDictionary] $Value
    )

    return ConvertTo-Json -InputObject $Value -Compress
}

function Test-LocalComputer {
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Server
    )

    return $Server.Split('.')[0] -eq [Environment]::MachineName
}

function Open-RegistryHive {
    [CmdletBinding()]
    [OutputType([Microsoft.Win32.RegistryKey])]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Server
    )

    $hive = [Microsoft.Win32.RegistryHive]::LocalMachine
    $view = [Microsoft.Win32.RegistryView]::Registry64
    try {
        if (Test-LocalComputer -Server $Server) {
            return [Microsoft.Win32.RegistryKey]::OpenBaseKey($hive, $view)
        }
        return [Microsoft.Win32.RegistryKey]::OpenRemoteBaseKey($hive, $Server, $view)
    }
    catch {
        Write-Verbose -Message "The registry of $Server is not read: $($_.Exception.Message)"
        return $null
    }
}

function Get-RegistryText {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [AllowNull()]
        [Microsoft.Win32.RegistryKey] $Hive,

        [Parameter(Mandatory = $true)]
        [string] $Key,

        [Parameter(Mandatory = $true)]
        [string] $Name
    )

    if ($null -eq $Hive) {
        return ''
    }
    try {
        # The second argument asks for reading alone.
        $opened = $Hive.OpenSubKey($Key, $false)
        if ($null -eq $opened) {
            return ''
        }
        try {
            return [string] $opened.GetValue($Name, '')
        }
        finally {
            $opened.Dispose()
        }
    }
    catch {
        Write-Verbose -Message "$Key is not read: $($_.Exception.Message)"
        return ''
    }
}

function Get-LogFolder {
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Server,

        [AllowEmptyString()]
        [string] $Site,

        [AllowNull()]
        [Microsoft.Win32.RegistryKey] $Hive
    )

    $installed = Get-RegistryText -Hive $Hive -Key 'SOFTWARE\Microsoft\SMS\Setup' -Name 'Installation Directory'
    $candidates = @()
    if ((Test-LocalComputer -Server $Server) -and $installed) {
        $candidates += $installed.TrimEnd('\') + '\Logs'
    }
    if ($Site) {
        $candidates += '\\' + $Server + '\SMS_' + $Site + '\Logs'
    }
    if ($installed -match '^[A-Za-z]:\\') {
        $candidates += '\\' + $Server + '\' + $installed.Substring(0, 1) + '$\' + $installed.Substring(3).TrimEnd('\') + '\Logs'
    }
    foreach ($candidate in $candidates) {
        if ([IO.Directory]::Exists($candidate)) {
            return $candidate
        }
    }
    return ''
}

function Get-LogPath {
    # Lists what was rolled over before the log that is being written.
    [CmdletBinding()]
    [OutputType([string[]])]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Folder,

        [Parameter(Mandatory = $true)]
        [string] $Stem
    )

    $wanted = '^' + [regex]::Escape($Stem) + '([-.][-.0-9A-Za-z]*)?\.lo[g_]$'
    $found = @()
    foreach ($path in [IO.Directory]::GetFiles($Folder, $Stem + '*.lo*')) {
        if ([IO.Path]::GetFileName($path) -match $wanted) {
            $found += $path
        }
    }
    $current = $Stem + '.log'
    $found | Where-Object -FilterScript { [IO.Path]::GetFileName($_) -ne $current } | Sort-Object
    $found | Where-Object -FilterScript { [IO.Path]::GetFileName($_) -eq $current }
}

function Get-Stamp {
    # Tells whether a file has changed: its size and its last write.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Path
    )

    $file = [IO.FileInfo]::new($Path)
    if (-not $file.Exists) {
        return ''
    }
    return '{0} {1}' -f $file.Length, $file.LastWriteTimeUtc.Ticks
}

function Copy-LogToArchive {
    # Copies as much of a log as there is when it is opened; whoever writes it may go on, rename it or delete it meanwhile.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory = $true)]
        [IO.Compression.ZipArchive] $Archive,

        [Parameter(Mandatory = $true)]
        [string] $Path,

        [Parameter(Mandatory = $true)]
        [string] $Entry
    )

    $written = Get-UtcText -Moment ([IO.File]::GetLastWriteTimeUtc($Path))
    $share = [IO.FileShare] 'ReadWrite, Delete'
    $source = [IO.FileStream]::new($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, $share)
    try {
        $copiedAt = Get-UtcText -Moment ([DateTime]::UtcNow)
        [long] $size = 0
        [long] $rest = $source.Length
        $buffer = [byte[]]::new(1048576)
        $target = $Archive.CreateEntry($Entry, [IO.Compression.CompressionLevel]::Optimal).Open()
        try {
            while ($rest -gt 0) {
                [int] $count = $source.Read($buffer, 0, [int] [Math]::Min([long] $buffer.Length, $rest))
                if ($count -le 0) {
                    break
                }
                $target.Write($buffer, 0, $count)
                $size += $count
                $rest -= $count
            }
        }
        finally {
            $target.Dispose()
        }
    }
    finally {
        $source.Dispose()
    }
    return ConvertTo-JsonLine -Value ([ordered] @{
            copied_at  = $copiedAt
            path       = $Entry.Substring($Entry.IndexOf('/') + 1)
            size       = $size
            last_write = $written
            source     = $Path
        })
}

function Get-RegistryLine {
    # Reads, of the service connection point, whether its threads run, and when it last asked for updates.
    [CmdletBinding()]
    [OutputType([string[]])]
    param(
        [AllowNull()]
        [Microsoft.Win32.RegistryKey] $Hive
    )

    $components = 'SOFTWARE\Microsoft\SMS\Components\'
    $asked = @(
        @{ Key = $components + 'SMS_Executive\Threads\SMS_DMP_DOWNLOADER'; Value = 'Current State' }
        @{ Key = $components + 'SMS_Executive\Threads\SMS_DMP_UPLOADER'; Value = 'Current State' }
        @{ Key = $components + 'SMS_DMP_DOWNLOADER'; Value = 'LastSyncedTime' }
        @{ Key = $components + 'SMS_DMP_DOWNLOADER'; Value = 'EasySetupDownloadInterval' }
    )
    foreach ($each in $asked) {
        $data = Get-RegistryText -Hive $Hive -Key $each.Key -Name $each.Value
        if ($data) {
            ConvertTo-JsonLine -Value ([ordered] @{
                    read_at = Get-UtcText -Moment ([DateTime]::UtcNow)
                    key     = $each.Key
                    value   = $each.Value
                    data    = $data
                })
        }
    }
}

function Get-UtcOffset {
    # Tells how many minutes the clock of a server is east of Greenwich, where it may be read.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Server,

        [AllowNull()]
        [Microsoft.Win32.RegistryKey] $Hive
    )

    if (Test-LocalComputer -Server $Server) {
        return [string] [int] [TimeZoneInfo]::Local.GetUtcOffset([DateTime]::UtcNow).TotalMinutes
    }
    $bias = Get-RegistryText -Hive $Hive -Key 'SYSTEM\CurrentControlSet\Control\TimeZoneInformation' -Name 'ActiveTimeBias'
    if ($bias) {
        return [string] (-[int] $bias)
    }
    return 'null'
}

# Every server once, whatever it is asked for.
$visits = [ordered] @{}
$left = @()
foreach ($place in $places) {
    $servers = @()
    if ($place.Server) {
        $site = $place.Site
        if (-not $site) {
            $site = $SiteCode
        }
        $servers += @{ Server = $place.Server; Site = $site }
    }
    elseif (@($place.Share).Count -gt 0) {
        foreach ($share in @($place.Share)) {
            $parts = $share.Trim('\').Split('\')
            $servers += @{ Server = $parts[0]; Site = $parts[1].Substring(4) }
        }
    }
    else {
        Write-Warning -Message "No -$($place.Place) was given; this computer is read."
        $servers += @{ Server = [Environment]::MachineName; Site = $SiteCode }
    }
    foreach ($server in $servers) {
        $label = $server.Server.ToUpperInvariant()
        if ($label -notmatch '^[0-9.]+$') {
            $label = $label.Split('.')[0]
        }
        if (-not $visits.Contains($label)) {
            $visits[$label] = @{ Server = $server.Server; Site = $server.Site; Folder = @(); Root = @() }
        }
        $visits[$label].Folder = @($visits[$label].Folder + $place.Folder | Select-Object -Unique)
        $visits[$label].Root = @($visits[$label].Root + $place.Root | Select-Object -Unique)
        foreach ($log in $place.ByHand) {
            $left += "${label}: $log"
        }
    }
}

$outcome = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Destination)
if (-not [IO.Directory]::Exists($outcome)) {
    throw "The folder $outcome does not exist; create it first."
}
$now = [DateTime]::Now.ToString("yyyyMMdd'-'HHmmss", [Globalization.CultureInfo]::InvariantCulture)
$archivePath = [IO.Path]::Combine($outcome, "CMUpdateLogs-$now.zip")
$archive = $null
if (-not $WhatIfPreference) {
    # A file of that name is never written over: this fails where there is one.
    $archive = [IO.Compression.ZipFile]::Open($archivePath, [IO.Compression.ZipArchiveMode]::Create)
}

try {
    foreach ($each in @($visits.GetEnumerator())) {
        $label = $each.Key
        $visit = $each.Value
        $server = $visit.Server
        $hive = Open-RegistryHive -Server $server
        try {
            $copied = @()
            $missing = @()
            $folders = @()
            if ($visit.Folder.Count -gt 0) {
                $logs = Get-LogFolder -Server $server -Site $visit.Site -Hive $hive
                $folders += @{ Path = $logs; Stems = $visit.Folder; Said = 'the folder Logs of the site' }
            }
            if ($visit.Root.Count -gt 0) {
                $root = '\\' + $server + '\C$\'
                if (Test-LocalComputer -Server $server) {
                    $root = $env:SystemDrive + '\'
                }
                $folders += @{ Path = $root; Stems = $visit.Root; Said = 'the root of the system drive' }
            }

            foreach ($folder in $folders) {
                # A log may have several names, of which a server has one.
                $names = ($folder.Stems -join '.log, ') + '.log'
                if (-not $folder.Path -or -not [IO.Directory]::Exists($folder.Path)) {
                    $left += "${label}: $names in $($folder.Said), which cannot be read from here"
                    $missing += ConvertTo-JsonLine -Value ([ordered] @{ path = $names; why = 'the folder cannot be read' })
                    continue
                }
                foreach ($stem in $folder.Stems) {
                    # What was rolled over comes first, then the log, then what was rolled over meanwhile.
                    $current = $stem + '.log'
                    $stamps = @{}
                    foreach ($turn in 1, 2) {
                        try {
                            $paths = @(Get-LogPath -Folder $folder.Path -Stem $stem)
                        }
                        catch {
                            $left += "${label}: $current in $($folder.Said) ($($_.Exception.Message))"
                            continue
                        }
                        foreach ($path in $paths) {
                            $name = [IO.Path]::GetFileName($path)
                            $stamp = Get-Stamp -Path $path
                            if ($turn -eq 2) {
                                if ($WhatIfPreference -or $name -eq $current -or $stamps[$path] -eq $stamp) {
                                    continue
                                }
                                $name = [IO.Path]::GetFileNameWithoutExtension($path) + ' (2)' + [IO.Path]::GetExtension($path)
                            }
                            $stamps[$path] = $stamp
                            if (-not $PSCmdlet.ShouldProcess($path, "Copy to $archivePath")) {
                                continue
                            }
                            try {
                                $copied += Copy-LogToArchive -Archive $archive -Path $path -Entry "$label/$name"
                            }
                            catch {
                                $left += "${label}: $path ($($_.Exception.Message))"
                                $missing += ConvertTo-JsonLine -Value ([ordered] @{ path = $name; why = $_.Exception.Message })
                            }
                        }
                    }
                }
            }

            if ($null -ne $archive) {
                $registry = @(Get-RegistryLine -Hive $hive)
                $text = @(
                    '{'
                    '"schema": "dmplog.collection/1",'
                    '"server": ' + (ConvertTo-Json -InputObject ([string] $label) -Compress) + ','
                    '"site": ' + (ConvertTo-Json -InputObject ([string] $visit.Site) -Compress) + ','
                    '"offset_minutes": ' + (Get-UtcOffset -Server $server -Hive $hive) + ','
                    '"collected_at": "' + (Get-UtcText -Moment ([DateTime]::UtcNow)) + '",'
                    '"files": ['
                    $copied -join ",`r`n"
                    '],'
                    '"registry": ['
                    $registry -join ",`r`n"
                    '],'
                    '"missing": ['
                    $missing -join ",`r`n"
                    ']'
                    '}'
                ) -join "`r`n"
                $bytes = [Text.UTF8Encoding]::new($false).GetBytes($text + "`r`n")
                $target = $archive.CreateEntry("$label/manifest.json", [IO.Compression.CompressionLevel]::Optimal).Open()
                try {
                    $target.Write($bytes, 0, $bytes.Length)
                }
                finally {
                    $target.Dispose()
                }
            }
        }
        finally {
            if ($null -ne $hive) {
                $hive.Dispose()
            }
        }
    }
}
finally {
    if ($null -ne $archive) {
        $archive.Dispose()
    }
}

foreach ($line in $left) {
    Write-Warning -Message "Copy by hand, into the folder of its server: $line"
}
if ($null -ne $archive) {
    Write-Output -InputObject $archivePath
}
# Made by dmplog a91bb1dce0a7ae45
