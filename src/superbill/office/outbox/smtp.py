"""Sends a letter over SMTP."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from superbill.office.outbox.actions import Send
from superbill.office.site.policy import Mail

TIMEOUT = 20.0


def smtp_sender(mail: Mail, password: str = "") -> Send:
    """A sender for the site's mail server; certificates are checked."""

    def send(recipient: str, subject: str, text: str) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = mail.sender, recipient, subject
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=mail.sender.partition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        with _connected(mail) as server:
            if mail.username:
                server.login(mail.username, password)
            server.send_message(message)

    return send


def _connected(mail: Mail) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=TIMEOUT, context=context)
    server = smtplib.SMTP(mail.host, mail.port, timeout=TIMEOUT)
    if mail.security == "starttls":
        server.starttls(context=context)
    return server
