"""Sentences with secrets in them, and what must not be found of each; every name is made up."""

from __future__ import annotations

SECRETS: dict[str, tuple[str, tuple[str, ...]]] = {
    # servers, in every form
    "host with domain": ("Connected to HQSRV71.fabrikam.local in 3 s", ("HQSRV71", "fabrikam")),
    "host in small letters": ("polling hqsrv72.fabrikam.local now", ("HQSRV72",)),
    "share of a server": (r"Copied to \\HQSRV73\SMS_HQ1\inboxes", ("HQSRV73",)),
    "share of a server with its domain": (r"Wrote 12 bytes to \\HQSRV74.FABRIKAM.LOCAL\SMS_SITE\2", ("HQSRV74",)),
    "network abstraction layer": (
        r'["Display=\\HQSRV75.fabrikam.local\"]MSWNET:["SMS_SITE=HQ1"]\\HQSRV75.fabrikam.local\ ',
        ("HQSRV75",),
    ),
    "status message": ('STATMSG: ID=500 SEV=I LEV=M SOURCE="SMS Server" SYS=HQSRV76 SITE=HQ1 PID=1', ("HQSRV76",)),
    "escaped share": (r'{"path": "\\\\HQSRV77\\drop\\a.cab"}', ("HQSRV77",)),
    "long path": (r"\\?\UNC\HQSRV78\drop\a.cab", ("HQSRV78",)),
    "address": ("GET http://hqsrv79.fabrikam.local:8530/x", ("HQSRV79",)),
    "address of one label": ("GET https://hqsrv80/sms_mp", ("HQSRV80",)),
    "server in quotes": ("Could not reach server 'LEDA'", ("LEDA",)),
    "server in brackets": ("Failed to get the service account, Server:<Fenrisulfr>, done", ("Fenrisulfr",)),
    "server behind an equals sign": ("Trying Server=Gullinkambi; Timeout=3", ("Gullinkambi",)),
    "server in capitals": ("restarted the server HQSRV-81 today", ("HQSRV-81",)),
    "server URL-encoded": ("GET /copy?from=%5C%5CHQSRV82%5Cdrop", ("HQSRV82",)),
    "server URL-encoded twice": ("GET /copy?from=%255C%255CHQSRV83%255Cdrop", ("HQSRV83",)),
    "server with a long name": (
        "\\\\FRANKFURTHAUPTSITE.fabrikam.local\\x and FRANKFURTHAUPTS alone",
        ("FRANKFURTHAUPTS",),
    ),
    "server inside a word": (r"\\HQSRV84\x wrote dump_HQSRV84.txt, xHQSRV84Z", ("HQSRV84",)),
    "row of a prerequisite check": ("<12-18-2024 03:00:00> HEIMAEY;    Site server rights;    Passed", ("HEIMAEY",)),
    "server in XML": ("<SiteServerName>Surtsey</SiteServerName>", ("Surtsey",)),
    "server in JSON": ('{"siteServer": "Grimsey"}', ("Grimsey",)),
    "server behind a long word": ("SiteServerName=Hrisey,", ("Hrisey",)),
    "server that is told to be one": ("Target computer is HQSRV93 now", ("HQSRV93",)),
    "account in XML": (
        "<UserName>snaefrid</UserName><UserDomain>islandsklukka</UserDomain>",
        ("snaefrid", "islandsklukka"),
    ),
    "account in JSON": ('{"userName":"arnaeus"}', ("arnaeus",)),
    "service principal": ("Setting SPN MSSQLSvc/hqsrv85.fabrikam.local:1433", ("hqsrv85",)),
    "host of the cloud": ("Management gateway fabrikamcmg.cloudapp.net answers", ("fabrikamcmg",)),
    "tenant host": ("Signed in to fabrikamgroup.onmicrosoft.com", ("fabrikamgroup",)),
    "proxy": ("The proxy name could not be resolved: 'isaac.fabrikam.local:8080'", ("isaac",)),
    # SQL Server
    "data source": ("Data Source=Skidbladnir;Initial Catalog=Yggdrasil;x", ("Skidbladnir", "Yggdrasil")),
    "named instance": (r"SQL Server HQSQL86\BIFROST1 is not reachable", ("HQSQL86", "BIFROST1")),
    "instance in brackets": ("server:<x>, instance:<MIMISBRUNN>.", ("MIMISBRUNN",)),
    "service of an instance": ("Service MSSQL$GJALLARHORN stopped", ("GJALLARHORN",)),
    "database in quotes": ("Cannot open database 'Hvergelmir' now", ("Hvergelmir",)),
    # domains and accounts
    "domain of two parts": ("Joined fabrikam.local today", ("fabrikam",)),
    "domain of three parts": ("Forest emea-x9.fabrikam.com found", ("emea-x9", "fabrikam")),
    "domain of a country": ("Talking to a1.tailspintoys.co.uk now", ("tailspintoys",)),
    "account": (r"Running as TAILSPIN\svc-cmadmin since", ("TAILSPIN", "svc-cmadmin")),
    "account in quotes": (r"Login failed for user 'tailspin\odinsson'.", ("tailspin", "odinsson")),
    "account of a domain with a short name": (r"Logged in as AD\hrafnkel", ("hrafnkel",)),
    "account of one machine": (r"Service runs as '.\vigdis' now", ("vigdis",)),
    "account of a named server": (r"\\HQSRV92\x was opened by HQSRV92\bergthora", ("bergthora", "HQSRV92")),
    "account of a machine": (r"Access denied for TAILSPIN\HQSRV87$", ("HQSRV87",)),
    "account that stands alone": ("Account name: 'freyadottir'", ("freyadottir",)),
    "account behind an equals sign": ("UserName=baldursson; x", ("baldursson",)),
    "principal name": ("Signed in heimdallr@fabrikam.com", ("heimdallr", "fabrikam")),
    "mail address": ("Mail to sigrun.brynhild@tailspintoys.example sent", ("sigrun", "brynhild", "tailspintoys")),
    "mail address URL-encoded": ("GET /?to=gudrun.g%40fabrikam.com", ("gudrun",)),
    "profile": (r"Reading C:\Users\hallgerdur\AppData\x", ("hallgerdur",)),
    "profile with slashes": ("Reading C:/Users/njallsson/x", ("njallsson",)),
    "old profile": (r"Reading C:\Documents and Settings\gunnarsson\x", ("gunnarsson",)),
    "home": ("Reading /home/egilsson/x", ("egilsson",)),
    "credentials in an address": (
        "PUT https://loki9:Mjolnir!7@hqsrv88.fabrikam.local/",
        ("loki9", "Mjolnir", "hqsrv88"),
    ),
    # numbers
    "IPv4": ("Connecting to 172.23.45.67:443", ("172.23.45.67",)),
    "IPv4 in an address": ("GET http://172.23.45.68/x", ("172.23.45.68",)),
    "IPv6": ("Connecting to 2001:db8:12:34::abcd now", ("2001:db8:12:34::abcd",)),
    "IPv6 in brackets": ("GET http://[2001:db8:12:34::abce]:80/", ("2001:db8:12:34::abce",)),
    "IPv6 with a zone": ("Bound to fe80::1c2d:3e4f%12", ("fe80::1c2d:3e4f",)),
    "hardware address": ("Adapter 00-15-5D-A1-B2-C3 up", ("00-15-5D-A1-B2-C3",)),
    "hardware address with colons": ("Adapter 00:15:5d:a1:b2:c4 up", ("00:15:5d:a1:b2:c4",)),
    "security identifier": ("Owner S-1-5-21-1004336348-1177238915-682003330-512 set", ("1004336348", "682003330")),
    "identifier of the cloud": ("Owner S-1-12-1-1943430372-1249052806-2496021943-3034400218", ("1943430372",)),
    "tenant": ("TenantId: 7c0c4b9e-3f0e-4f5d-9a3b-1d2e3f405162 read", ("7c0c4b9e",)),
    "tenant without hyphens": ("tenantid=7c0c4b9e3f0e4f5d9a3b1d2e3f405163 read", ("7c0c4b9e3f0e4f5d9a3b1d2e3f405163",)),
    "client": ("Client GUID:8D1C7E66-1B2A-4E0C-9F00-AABBCCDDEEFF", ("8D1C7E66",)),
    "thumbprint": ("Thumbprint A94A8FE5CCB19BA61C4C0873D391E987982FBBD3 chosen", ("A94A8FE5CCB19BA6",)),
    "thumbprint with blanks": (
        "Thumbprint b1 4a 8f e5 cc b1 9b a6 1c 4c 08 73 d3 91 e9 87 98 2f bb d3",
        ("b1 4a 8f e5 cc b1",),
    ),
    "long thumbprint": ("Thumbprint: " + "9f86d081" * 8, ("9f86d0819f86d081",)),
    "product key": ("Key BCDFG-HJKMP-QRTVW-XY234-6789B accepted", ("BCDFG-HJKMP", "6789B")),
    "serial number": ("Serial number: 4F00A1B2C3D4E5 read", ("4F00A1B2C3D4E5",)),
    # certificates and organisations
    "subject": (
        "Subject CN=Ratatoskr Issuing CA, OU=Ymir Works, O=Fabrikam Fisheries, L=Nidaros, C=NO",
        ("Ratatoskr", "Ymir", "Fisheries", "Nidaros"),
    ),
    "subject that is a host": ("Subject: CN=hqsrv89.fabrikam.local", ("hqsrv89",)),
    "distinguished name": ("LDAP://CN=System Management,CN=System,DC=wingtiptoys,DC=com", ("wingtiptoys",)),
    "organisation": ("Organization: 'Wide World Importers'", ("Wide World",)),
    # what opens doors
    "tenant in an address": (
        "GET https://x.microsoft.com/Manifest?Tenant=WsklMWus1G4Eph%2foS3CQ%3d&v=1",
        ("WsklMWus1G4",),
    ),
    "signature of an address": ("GET https://s.azureedge.net/a?sv=1&sig=Zm9vYmFyQUJD%2b", ("Zm9vYmFyQUJD",)),
    "password": ("Connection string Password=Sleipnir#8;x", ("Sleipnir",)),
    "token": ("Authorization: Bearer eyJhbGciOiJIUzI1.eyJzdWIiOiIx.c2lnbmF0dXJl", ("eyJhbGciOiJIUzI1", "c2lnbmF0dXJl")),
    "share with a telling name": (r"Source \\HQSRV90\PayrollMunin$\x", ("PayrollMunin",)),
    # names that are not ASCII
    "server with an umlaut": (r"Kopiert nach \\MÜNSRV91\quelle", ("MÜNSRV91",)),
    "account with an umlaut": (r"Angemeldet als 'TAILSPIN\jörgenßen'", ("jörgenßen",)),
}
"""Kind → a sentence of a log, and what of it may not be left."""

KEPT = (
    "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e",
    "CAS10001",
    "go.microsoft.com",
    "0x80072ee2",
    "PS1",
    r"NT AUTHORITY\SYSTEM",
    "127.0.0.1",
    "S-1-5-18",
    "5.00.9128.1000",
)
"""What a diagnosis needs, or what is nobody's."""


def record(message: str, component: str = "SMS_X") -> str:
    """Return the record of *message*, with the tail of a site server's log."""
    return f"{message}  $$<{component}><12-18-2024 03:00:00.000+300><thread=1200 (0x4B0)>\r\n"


def secrets_of(*, ascii_only: bool = False) -> tuple[str, ...]:
    """Return every secret."""
    return tuple(
        secret for sentence, secrets in SECRETS.values() if not ascii_only or sentence.isascii() for secret in secrets
    )
