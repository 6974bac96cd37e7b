package io.qubinode.mcp.endpoints.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
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

    private final Bounds bounds;
    private final Predicate<InetAddress> isProxy;
    private final Set<Anonymous> oldestFirst = new LinkedHashSet<>();
    private long bytes;

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

    private synchronized void received(Anonymous one, int count) {
        if (!oldestFirst.contains(one)) {
            return;
        }
        one.bytes += count;
        bytes += count;
        if (one.bytes > bounds.bytesOfOne()) {
            close(one);
        }
        while (bytes > bounds.bytes()) {
            oldestFirst.stream()
                    .max(Comparator.comparingLong(other -> other.bytes))
                    .ifPresent(this::close);
        }
    }

    private synchronized void answered(Anonymous one) {
        if (leave(one)) {
            oldestFirst.add(one);
        }
    }

    private synchronized boolean leave(Anonymous one) {
        boolean was = oldestFirst.remove(one);
        bytes -= one.bytes;
        one.bytes = 0;
        return was;
    }

    private void close(Anonymous one) {
        leave(one);
        one.context.close();
    }

    /** One connection. Its fields are guarded by the lock of all, but for what its event loop alone uses. */
    final class Anonymous extends ChannelInboundHandlerAdapter {

        private ChannelHandlerContext context;
        private InetAddress address;
        private long bytes;
        private ScheduledFuture<?> end;

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
            received(this, message instanceof ByteBuf buffer ? buffer.readableBytes() : 0);
            ctx.fireChannelRead(message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end.cancel(false);
            leave(this);
            ctx.fireChannelInactive();
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
