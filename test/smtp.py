#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
#
# smtp.py: a mail server for the tests (aiosmtpd), on a free port of this
# machine, which it prints.  Each letter that it takes becomes a file of FOLDER.
#
#   smtp.py FOLDER [PORT]
#
# The receiver's name says what becomes of a letter: nobody@ is refused for
# good, full@ for now (as long as FOLDER/full is there), spam@ after the text.
# FOLDER/login, when it is there, holds "login password" that is asked for;
# FOLDER/slow: seconds to wait before a letter is taken.
import asyncio
import os
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)


def there(name):
    return os.path.exists(os.path.join(folder, name))


def text(name):
    with open(os.path.join(folder, name), encoding='utf-8') as f:
        return f.read().strip()


class Box:
    taken = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith('nobody@'):
            return '550 5.1.1 there is no such box'
        if address.startswith('full@') and there('full'):
            return '452 4.2.2 the box is full'
        envelope.rcpt_tos.append(address)
        return '250 2.1.5 good'

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith('spam@'):
            return '554 5.7.1 not wanted here'
        Box.taken += 1
        name = '%d-%05d.eml' % (os.getpid(), Box.taken)
        path = os.path.join(folder, name)
        with open(path + '.new', 'wb') as f:
            f.write(b'X-To: %s\r\n' % envelope.rcpt_tos[0].encode())
            f.write(envelope.content)
        os.rename(path + '.new', path)
        if there('slow'):
            await asyncio.sleep(float(text('slow')))
        return '250 2.0.0 taken'


def check(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and \
        '%s %s' % (data.login.decode(), data.password.decode()) == text('login')
    return AuthResult(success=good, handled=False)


port = int(sys.argv[2]) if len(sys.argv) > 2 else 0
asked = there('login')


def main():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    more = dict(authenticator=check, auth_required=True,
                auth_require_tls=False) if asked else {}
    server = loop.run_until_complete(loop.create_server(
        lambda: SMTP(Box(), hostname='mail.test', loop=loop, **more),
        host='127.0.0.1', port=port))
    print(server.sockets[0].getsockname()[1], flush=True)
    loop.run_forever()


main()
