# What is asked of the script of `dmplog collect`: every rule, and the syntax of Windows PowerShell 5.1.
@{
    Severity = @('Error', 'Warning', 'Information')
    Rules    = @{
        PSUseCompatibleSyntax = @{
            Enable         = $true
            TargetVersions = @('5.1', '7.4')
        }
    }
}
