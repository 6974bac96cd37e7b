package io.qubinode.mcp.endpoints.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The connections of one listener on which nobody has proven an identity: a few, each for a short time, and little of what they send is
 * kept. They are counted from the moment they are accepted, before anything is read. One too many closes the one that has been without
 * an answer for longest, so a flood does not lock others out. Safe to use from all event loops.
 */
final class AnonymousConnections {

    /**
     * What is allowed.
     *
     * @param connections how many in all
     * @param ofOneAddress how many of one address
     * @param bytes how much they may send in all before they get answers; as headers in memory it is some 30 times as much
     * @param bytesOfOne how much each may send before it gets an answer
     * @param patience how long one may last after it was accepted or had its last answer
     */
    record Bounds(int connections, int ofOneAddress, int bytes, int bytesOfOne, Duration patience) {}

    // A connection ends within a turn of its event loop.
    private static final int ROOM_MILLIS = 1;

    private final Bounds bounds;
    private final Predicate<InetAddress> isProxy;
    private final Set<Anonymous> oldestFirst = new LinkedHashSet<>();
    private long bytes;
    private long bytesOfClosing;

    /** @param isProxy the addresses from which any number of clients may come */
    AnonymousConnections(Bounds bounds, Predicate<InetAddress> isProxy) {
        this.bounds = bounds;
        this.isProxy = isProxy;
    }

    /** What counts a new connection, to be the first in its pipeline. */
    Anonymous count() {
        return new Anonymous();
    }

    /** Notes that a connection's client has proven an identity: from now on that client's own limits hold. */
    static void proven(HttpConnection connection) {
        find(connection).ifPresent(Anonymous::proven);
    }

    /** Notes that a connection has got an answer. */
    static void answered(HttpConnection connection) {
        find(connection).ifPresent(Anonymous::answered);
    }

    private static Optional<Anonymous> find(HttpConnection connection) {
        return connection instanceof ConnectionBase base
                ? Optional.ofNullable(base.channel().pipeline().get(Anonymous.class))
                : Optional.empty();
    }

    private synchronized void enter(Anonymous one) {
        oldestFirst.add(one);
        if (!isProxy.test(one.address)
                && oldestFirst.stream().filter(one::hasAddressOf).count() > bounds.ofOneAddress()) {
            oldestFirst.stream().filter(one::hasAddressOf).findFirst().ifPresent(this::close);
        }
        if (oldestFirst.size() > bounds.connections()) {
            close(oldestFirst.iterator().next());
        }
    }

    /** What is done with what a connection has sent. */
    private enum Fate {
        READ,
        WAIT,
        DROP
    }

    /**
     * Decides before anything is decoded. What a closed connection has sent counts until it is gone: until then its headers are in
     * memory, and a flood comes faster than connections end.
     */
    private synchronized Fate received(Anonymous one, int count) {
        if (one.closing) {
            return Fate.DROP;
        } else if (!oldestFirst.contains(one)) {
            return Fate.READ;
        } else if (one.bytes + count > bounds.bytesOfOne()) {
            close(one);
            return Fate.DROP;
        }
        one.asked = count;
        try {
            while (bytes - bytesOfClosing + count > bounds.bytes()) {
                Anonymous largest = oldestFirst.stream()
                        .max(Comparator.comparingLong(other -> other.bytes + other.asked))
                        .orElseThrow();
                close(largest);
                if (largest.equals(one)) {
                    return Fate.DROP;
                }
            }
        } finally {
            one.asked = 0;
        }
        if (bytes + count > bounds.bytes()) {
            return Fate.WAIT;
        }
        one.bytes += count;
        bytes += count;
        return Fate.READ;
    }

    private synchronized void answered(Anonymous one) {
        if (oldestFirst.remove(one)) {
            forget(one);
            oldestFirst.add(one);
        }
    }

    /** It is gone, or counts no longer. */
    private synchronized void leave(Anonymous one) {
        oldestFirst.remove(one);
        forget(one);
    }

    private void forget(Anonymous one) {
        bytes -= one.bytes;
        if (one.closing) {
            bytesOfClosing -= one.bytes;
        }
        one.bytes = 0;
    }

    private void close(Anonymous one) {
        oldestFirst.remove(one);
        one.closing = true;
        bytesOfClosing += one.bytes;
        one.context.close();
    }

    /** One connection. Its fields are guarded by the lock of all, but for what its event loop alone uses. */
    final class Anonymous extends ChannelInboundHandlerAdapter {

        private ChannelHandlerContext context;
        private InetAddress address;
        private long bytes;
        private long asked;
        private boolean closing;
        private ScheduledFuture<?> end;
        private final Queue<Object> waiting = new ArrayDeque<>();

        private boolean hasAddressOf(Anonymous other) {
            return address.equals(other.address);
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            context = ctx;
            address = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
            enter(this);
            expire();
            ctx.fireChannelActive();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            waiting.add(message);
            if (waiting.size() == 1) {
                read();
            }
        }

        /** Reads what came, in its order. What has to wait for room keeps more from being read. */
        private void read() {
            while (!waiting.isEmpty()) {
                int count = waiting.peek() instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
                switch (received(this, count)) {
                    case READ -> context.fireChannelRead(waiting.remove());
                    case DROP -> ReferenceCountUtil.release(waiting.remove());
                    case WAIT -> {
                        context.channel().config().setAutoRead(false);
                        context.executor().schedule(this::readOn, ROOM_MILLIS, TimeUnit.MILLISECONDS);
                        return;
                    }
                }
            }
        }

        private void readOn() {
            read();
            if (waiting.isEmpty() && !context.isRemoved()) {
                context.fireChannelReadComplete();
                context.channel().config().setAutoRead(true);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end.cancel(false);
            leave(this);
            ctx.fireChannelInactive();
        }

        /** Also when its client has proven an identity in the meantime, and never closed. */
        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            leave(this);
            boolean goesOn = !waiting.isEmpty() && ctx.channel().isActive();
            while (!waiting.isEmpty()) {
                if (goesOn) {
                    ctx.fireChannelRead(waiting.remove());
                } else {
                    ReferenceCountUtil.release(waiting.remove());
                }
            }
            if (goesOn) {
                ctx.fireChannelReadComplete();
                ctx.channel().config().setAutoRead(true);
            }
        }

        private void expire() {
            end = context.executor()
                    .schedule(() -> context.close(), bounds.patience().toMillis(), TimeUnit.MILLISECONDS);
        }

        private void answered() {
            context.executor().execute(() -> {
                if (!context.isRemoved()) {
                    end.cancel(false);
                    expire();
                }
            });
            AnonymousConnections.this.answered(this);
        }

        private void proven() {
            leave(this);
            context.executor().execute(() -> end.cancel(false));
            context.pipeline().remove(this);
        }
    }
}
