// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.strm;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.streams.StreamConnection;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TestIdentity;
import io.asyncio4j.transports.ExtraInfo;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/** TLS on streams that began in clear. */
final class StartTlsRules {

    private static final TlsContext SERVER = TestIdentity.LOCALHOST.server();

    private static final TlsContext CLIENT = TestIdentity.AUTHORITY.trusting();

    private static String line(StreamReader reader) throws Exception {
        return FedReader.text(reader.readLine()).strip();
    }

    @Rule(
            id = "STRM-31",
            needs = {Capability.TCP, Capability.TASKS, Capability.TLS},
            note = "A loop may give the same transport back, upgraded in place.")
    void readerAndWriterGoOnOverTls(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (StreamRig rig = new StreamRig(tck)) {
            Server server = rig.serve((reader, writer) -> {
                tck.log.add("server reads " + line(reader));
                writer.write(TcpRig.bytes("go\n"));
                writer.startTls(SERVER);
                tck.log.add("server reads " + line(reader) + " over TLS");
                writer.write(TcpRig.bytes("answer\n"));
                writer.drain();
                Expect.bytes("the server's reader", much, reader.readExactly(much.length));
                writer.close();
            });
            InetSocketAddress address = TcpRig.address(server);
            tck.run(() -> {
                StreamConnection made = Asyncio.openConnection("127.0.0.1", address.getPort());
                StreamWriter writer = made.writer();
                rig.tcp.track(writer.transport());
                Expect.same("sslcontext in clear", null, writer.getExtraInfo(ExtraInfo.SSLCONTEXT));
                writer.write(TcpRig.bytes("STARTTLS\n"));
                tck.log.add("client reads " + line(made.reader()));
                writer.startTls(CLIENT, "localhost");
                rig.tcp.track(writer.transport());
                Expect.same("sslcontext", CLIENT, writer.getExtraInfo(ExtraInfo.SSLCONTEXT));
                Expect.that("there is a cipher", writer.getExtraInfo(ExtraInfo.CIPHER) != null);
                writer.write(TcpRig.bytes("secret\n"));
                tck.log.add("client reads " + line(made.reader()) + " over TLS");
                writer.write(much);
                writer.drain();
                tck.log.add("client reads " + FedReader.outcome(made.reader(), StreamReader::read) + " at the end");
                tck.await("the end closes the connection", writer::isClosing);
                writer.waitClosed();
            });
            tck.log.expect("server reads STARTTLS", "client reads go", "server reads secret over TLS",
                    "client reads answer over TLS", "client reads '' at the end");
        }
    }

    @Rule(
            id = "STRM-32",
            needs = {Capability.TCP, Capability.TASKS, Capability.TLS},
            note = "The first bytes of TLS come in one piece with a line in clear, so the reader has them already.")
    void whatTheReaderHasBufferedIsTheBeginOfTls(RuleContext tck) throws Exception {
        try (StreamRig rig = new StreamRig(tck)) {
            Server server = rig.serve((reader, writer) -> {
                tck.log.add("server reads " + line(reader));
                writer.startTls(SERVER);
                Task<byte[]> reading = Asyncio.createTask(reader::readLine);
                tck.log.add("server reads " + FedReader.text(reading.await()).strip() + " over TLS");
                writer.write(TcpRig.bytes("answer\n"));
                writer.close();
            });
            CompletableFuture<String> client =
                    ClearThenTls.talking(rig.tcp, TcpRig.address(server), "STARTTLS\n", "secret\n");
            tck.log.add("client reads " + rig.tcp.await(client) + " over TLS");
            tck.log.expect("server reads STARTTLS", "server reads secret over TLS", "client reads answer over TLS");
        }
    }
}
