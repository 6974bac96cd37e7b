package io.qubinode.mcp.security.backend;

import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * What one answer of an outside system may cost; an answer that goes beyond ends with its connection. A REST client's own time-out
 * only limits the time between two pieces of an answer, and it has no limit for its size. To be given to its builder as {@code
 * httpClientRequestCustomizer}.
 *
 * @param bytes the largest body that is held. A body that is read as a stream is not counted here: {@link BoundedStream} counts it
 * @param time from the request to the last byte of the answer
 */
public record AnswerBounds(long bytes, Duration time) implements Consumer<HttpClientRequest> {

    @Override
    public void accept(HttpClientRequest request) {
        var answer = request.response();
        answer.onSuccess(response -> count(request, response));
        answer.compose(HttpClientResponse::end)
                .timeout(time.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> {
                    if (failure instanceof TimeoutException) {
                        request.reset(0, failure);
                    }
                });
    }

    private void count(HttpClientRequest request, HttpClientResponse response) {
        var held = new long[1];
        response.handler(piece -> {
            held[0] += piece.length();
            if (held[0] > bytes) {
                request.reset(0, new AnswerTooLarge(bytes));
            }
        });
    }
}
