package io.qubinode.mcp.endpoints.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Bounds what piles up for a connection. Vert.x keeps every request that a client of HTTP/1.1 sends before it has its answers, and every
 * answer that the client does not read. Here a connection with too many of the first is closed, and a request waits until the answers
 * before it are on their way.
 */
@Singleton
final class OutstandingAnswers {

    /** The most requests of one connection without an answer. Clients that send one before they have the last answer are rare. */
    static final int MOST = 32;

    // Behind the records, before all that works.
    private static final int PRIORITY = 495;

    void install(@Observes Filters filters) {
        filters.register(OutstandingAnswers::admit, PRIORITY);
    }

    private static void admit(RoutingContext request) {
        count(request);
        if (request.response().writeQueueFull()) {
            request.response().drainHandler(drained -> {
                request.response().drainHandler(null);
                request.next();
            });
        } else {
            request.next();
        }
    }

    /** Counts this request, and those that come on its connection from now on, until they have their answers. */
    static void count(RoutingContext request) {
        HttpConnection connection = request.request().connection();
        if (request.request().version() == HttpVersion.HTTP_2) {
            request.addEndHandler(ended -> AnonymousConnections.answered(connection));
        } else if (connection instanceof ConnectionBase base) {
            ChannelHandlerContext vertx = base.channelHandlerContext();
            if (vertx.pipeline().get(Requests.class) == null) {
                vertx.pipeline().addBefore(vertx.name(), null, new Requests(connection));
            }
        }
    }

    /** Counts the requests of a connection, for its event loop only. */
    private static final class Requests extends ChannelDuplexHandler {

        private final HttpConnection connection;
        // The one that brings this handler.
        private int unanswered = 1;

        Requests(HttpConnection connection) {
            this.connection = connection;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest && ++unanswered > MOST) {
                ReferenceCountUtil.release(message);
                ctx.close();
            } else {
                ctx.fireChannelRead(message);
            }
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof LastHttpContent && !isInterim(message) && --unanswered == 0) {
                AnonymousConnections.answered(connection);
            }
            ctx.write(message, promise);
        }

        private static boolean isInterim(Object message) {
            return message instanceof HttpResponse response
                    && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        }
    }
}
