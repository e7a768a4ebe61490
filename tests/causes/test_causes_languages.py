"""A localised message of Windows or .NET reaches the same cause as the English one."""

from __future__ import annotations

import tomllib

import pytest

from dmplog.case import Evidence
from dmplog.causes import load_causes
from dmplog.data import data_folder

FRAME = "WARNING: EasySetupDownloadSinglePackage Failed with exception: "

# What .NET writes in each language, with the code page of a server of that language.
LOCALISED = [
    ("cp949", "certificate", "기본 연결이 닫혔습니다. SSL/TLS 보안 채널에 대한 트러스트 관계를 설정할 수 없습니다."),
    ("cp949", "tls", "기본 연결이 닫혔습니다. 보내기에서 예기치 않은 오류가 발생했습니다."),
    ("cp949", "dns", "원격 이름을 확인할 수 없습니다.: 'configmgrbits.azureedge.net'"),
    ("cp949", "proxy", "원격 서버에서 (407) 프록시 인증이 필요합니다. 오류를 반환했습니다."),
    ("cp949", "timeout", "작업 시간이 초과되었습니다."),
    ("cp949", "access_denied", "액세스가 거부되었습니다."),
    ("cp949", "http_status", "원격 서버에서 (403) 사용할 수 없음 오류를 반환했습니다."),
    (
        "cp932",
        "certificate",
        "接続が切断されました: SSL/TLS のセキュリティで保護されているチャネルに対する信頼関係を確立できませんでした。",
    ),
    ("cp932", "tls", "接続が切断されました: 送信時に、予期しないエラーが発生しました。"),
    ("cp932", "dns", "リモート名を解決できませんでした。: 'configmgrbits.azureedge.net'"),
    ("cp932", "proxy", "リモート サーバーがエラーを返しました: (407) プロキシ認証が必要です。"),
    ("cp932", "timeout", "操作がタイムアウトしました。"),
    ("cp932", "access_denied", "アクセスが拒否されました。"),
    ("cp936", "certificate", "基础连接已经关闭: 未能为 SSL/TLS 安全通道建立信任关系。"),
    ("cp936", "tls", "基础连接已经关闭: 发送时发生错误。"),
    ("cp936", "dns", "未能解析此远程名称: 'configmgrbits.azureedge.net'"),
    ("cp936", "proxy", "远程服务器返回错误: (407) 需要代理身份验证。"),
    ("cp936", "timeout", "操作超时"),
    ("cp936", "access_denied", "对路径“E:\\ConfigMgr\\EasySetupPayload”的访问被拒绝。"),
    (
        "cp1252",
        "certificate",
        "Die zugrunde liegende Verbindung wurde geschlossen: Für den geschützten SSL/TLS-Kanal konnte keine Vertrauensstellung hergestellt werden.",
    ),
    ("cp1252", "tls", "Die zugrunde liegende Verbindung wurde geschlossen: Unerwarteter Fehler beim Senden."),
    ("cp1252", "dns", "Der Remotename konnte nicht aufgelöst werden: 'configmgrbits.azureedge.net'"),
    ("cp1252", "proxy", "Der Remoteserver hat einen Fehler zurückgegeben: (407) Proxyauthentifizierung erforderlich."),
    ("cp1252", "timeout", "Timeout für Vorgang überschritten"),
    ("cp1252", "access_denied", 'Der Zugriff auf den Pfad "E:\\ConfigMgr\\EasySetupPayload" wurde verweigert.'),
    (
        "cp1252",
        "certificate",
        "Se ha terminado la conexión: No se puede establecer una relación de confianza para el canal seguro SSL/TLS.",
    ),
    ("cp1252", "tls", "Se ha terminado la conexión: Error inesperado de envío."),
    ("cp1252", "dns", "No se puede resolver el nombre remoto: 'configmgrbits.azureedge.net'"),
    ("cp1252", "proxy", "Error en el servidor remoto: (407) Autenticación de proxy requerida."),
    ("cp1252", "timeout", "Se excedió el tiempo de espera de la operación"),
    ("cp1252", "access_denied", "Acceso denegado a la ruta de acceso 'E:\\ConfigMgr\\EasySetupPayload'."),
    (
        "cp1251",
        "certificate",
        "Базовое соединение закрыто: Не удалось установить доверительные отношения для защищенного канала SSL/TLS.",
    ),
    ("cp1251", "tls", "Базовое соединение закрыто: Непредвиденная ошибка при передаче."),
    ("cp1251", "dns", "Невозможно разрешить удаленное имя: 'configmgrbits.azureedge.net'"),
    ("cp1251", "access_denied", 'Отказано в доступе по пути "E:\\ConfigMgr\\EasySetupPayload".'),
    ("cp1252", "access_denied", "O acesso ao caminho 'E:\\ConfigMgr\\EasySetupPayload' foi negado."),
    ("cp1252", "access_denied", "L'accès au chemin d'accès 'E:\\ConfigMgr\\EasySetupPayload' est refusé."),
    ("cp1252", "access_denied", "Accesso al percorso 'E:\\ConfigMgr\\EasySetupPayload' negato."),
    ("cp1252", "access_denied", "De toegang tot het pad 'E:\\ConfigMgr\\EasySetupPayload' is geweigerd."),
    ("cp1250", "access_denied", "Odmowa dostępu do ścieżki „E:\\ConfigMgr\\EasySetupPayload”."),
    ("cp1254", "access_denied", "'E:\\ConfigMgr\\EasySetupPayload' yoluna erişim reddedildi."),
    ("cp950", "access_denied", "拒絕存取路徑 'E:\\ConfigMgr\\EasySetupPayload'。"),
    ("cp1252", "dns", "O nome remoto não pôde ser resolvido: 'configmgrbits.azureedge.net'"),
    ("cp1252", "tls", "A conexão subjacente estava fechada: Erro inesperado em um envio."),
    ("cp1252", "certificate", "Não foi possível estabelecer relação de confiança para o canal seguro de SSL/TLS."),
    ("cp1252", "dns", "Impossibile risolvere il nome remoto: 'configmgrbits.azureedge.net'"),
    ("cp1252", "certificate", "Impossibile stabilire una relazione di trust per il canale sicuro SSL/TLS."),
    ("cp1252", "tls", "Richiesta annullata: Impossibile creare un canale sicuro SSL/TLS."),
    ("cp1250", "dns", "Nie można rozpoznać nazwy zdalnej: 'configmgrbits.azureedge.net'"),
    ("cp1250", "certificate", "Nie można ustanowić relacji zaufania dla bezpiecznego kanału SSL/TLS."),
    ("cp1254", "dns", "Uzak ad çözülemedi: 'configmgrbits.azureedge.net'"),
    ("cp1254", "certificate", "SSL/TLS güvenli kanalı için güven ilişkisi kurulamadı."),
    ("cp1252", "dns", "De externe naam kan niet worden omgezet: 'configmgrbits.azureedge.net'"),
]


@pytest.mark.parametrize(("code_page", "category", "text"), LOCALISED)
def test_a_message_of_any_language_reaches_the_cause_of_the_english_one(code_page, category, text):
    raw = f"{FRAME}{text}~~".encode(code_page)
    line = Evidence("dmpdownloader.log", 1, None, "payload_download_failed", raw.decode(code_page))
    found = load_causes().find(["download.package.download_payload"], "failed", [line])
    assert category == found[0].category, found
    assert (line,) == found[0].evidence


@pytest.mark.parametrize("code_page", ["cp949", "cp932", "cp936", "cp1252"])
def test_text_decoded_with_the_wrong_code_page_stays_as_it_is_and_unknown(code_page):
    raw = "리모트 서버가 이상합니다".encode()
    text = FRAME + raw.decode(code_page, "replace")
    found = load_causes().find(
        ["download.package.download_payload"], "failed", [Evidence("a.log", 1, None, None, text)]
    )
    assert "unknown" == found[0].category
    assert text == found[0].evidence[0].text


def test_a_number_proves_the_cause_where_the_words_do_not():
    text = "WARNING: EasySetupDownloadSinglePackage Failed with exception: Fjernserveren svarede: (407) Godkendelse."
    found = load_causes().find(
        ["download.package.download_payload"], "failed", [Evidence("a.log", 1, None, None, text)]
    )
    assert "proxy" == found[0].category


def test_every_phrase_is_known_in_english_and_none_is_part_of_another():
    phrases = tomllib.loads((data_folder("flowcharts") / "causes" / "phrases.toml").read_text("utf-8"))["phrase"]
    for phrase in phrases:
        assert "en" in {wording["language"] for wording in phrase["texts"]}
        others = [text["text"].casefold() for other in phrases if other is not phrase for text in other["texts"]]
        for wording in phrase["texts"]:
            assert [] == [other for other in others if wording["text"].casefold() in other]
