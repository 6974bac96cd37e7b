package io.qubinode.mcp.security.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * As {@link AnswerBounds}, for an answer of server-sent events over HTTP/1.1. The REST client's parser holds an event until its end,
 * however long it is, and reads all that it holds again with each piece that comes. So bytes are counted before they reach it, and
 * one event has at most 256 KiB.
 *
 * @param bytes the largest answer
 * @param time from the request to the last byte of the answer
 */
public record EventStreamBounds(long bytes, Duration time) implements Consumer<HttpClientRequest> {

    private static final String NAME = "answer-bytes";
    private static final int LARGEST_EVENT = 256 << 10;

    @Override
    public void accept(HttpClientRequest request) {
        new AnswerBounds(bytes, time).accept(request);
        if (request.connection() instanceof ConnectionBase connection) {
            counter(connection.channelHandlerContext()).begin(request, bytes);
        }
    }

    private static Counter counter(ChannelHandlerContext client) {
        ChannelPipeline pipeline = client.pipeline();
        if (!(pipeline.get(NAME) instanceof Counter)) {
            pipeline.addBefore(client.name(), NAME, new Counter());
        }
        return (Counter) pipeline.get(NAME);
    }

    /** A connection carries one answer at a time, and after it those of requests that nobody counts here. */
    private static final class Counter extends ChannelInboundHandlerAdapter {

        private volatile HttpClientRequest request;
        private volatile long most;
        private volatile long left;
        // Of the event whose end has not come yet; the event loop's alone.
        private int held;
        private boolean atLineStart;

        private void begin(HttpClientRequest next, long bytes) {
            request = next;
            most = bytes;
            left = bytes;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            HttpClientRequest counted = request;
            if (counted != null && message instanceof HttpContent content) {
                long rest = left - content.content().readableBytes();
                left = rest;
                if (rest < 0 || holdsTooMuch(content.content())) {
                    ReferenceCountUtil.release(message);
                    counted.reset(0, new AnswerTooLarge(most));
                    return;
                }
                if (message instanceof LastHttpContent) {
                    request = null;
                    held = 0;
                }
            }
            super.channelRead(context, message);
        }

        /** An empty line ends an event. */
        private boolean holdsTooMuch(ByteBuf piece) {
            for (int i = piece.readerIndex(); i < piece.writerIndex(); i++) {
                byte next = piece.getByte(i);
                held = next == '\n' && atLineStart ? 0 : held + 1;
                atLineStart = next == '\n' || next == '\r' && atLineStart;
            }
            return held > LARGEST_EVENT;
        }
    }
}
