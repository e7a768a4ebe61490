# What is asked of the script of `dmplog collect`: no error, no warning, and the syntax of Windows PowerShell 5.1.
@{
    Severity = @('Error', 'Warning')
    Rules    = @{
        PSUseCompatibleSyntax = @{
            Enable         = $true
            TargetVersions = @('5.1', '7.0')
        }
    }
}
