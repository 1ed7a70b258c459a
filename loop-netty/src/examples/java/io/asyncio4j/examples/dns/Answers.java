// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.dns;

import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.tasks.Future;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hands each answer to who has asked that question. Others are not for us: late ones, or forged ones. */
final class Answers implements DatagramProtocol {

    private record Question(String text, Future<DnsMessage> answer) {}

    private final Map<Integer, Question> open = new HashMap<>();

    boolean isOpen(int id) {
        return open.containsKey(id);
    }

    void expect(int id, String question, Future<DnsMessage> answer) {
        open.put(id, new Question(question, answer));
        answer.addDoneCallback(done -> open.remove(id));
    }

    @Override
    public void datagramReceived(byte[] data, SocketAddress address) {
        try {
            DnsMessage message = DnsMessage.read(data);
            Question question = open.get(message.id());
            if (question != null && question.text().equals(message.question()) && !question.answer().done()) {
                question.answer().setResult(message);
            }
        } catch (ProtocolException nonsense) {
            // As if it had not come: the question is asked again.
        }
    }

    /** Nobody listens there: no need to wait for an answer. */
    @Override
    public void errorReceived(IOException failure) {
        fail(failure);
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        fail(new IOException("dns: closed before the answer came", cause));
    }

    private void fail(IOException failure) {
        for (Question question : List.copyOf(open.values())) {
            if (!question.answer().done()) {
                question.answer().setException(failure);
            }
        }
    }
}
