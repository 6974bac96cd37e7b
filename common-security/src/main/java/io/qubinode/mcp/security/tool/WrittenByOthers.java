package io.qubinode.mcp.security.tool;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A field of an answer that holds text, or a picture, that neither this service nor its caller wrote: a line of a log, a console, a
 * passage of a document. The output schema says so, and a language model is told that it is data: {@link ForeignFields}.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
public @interface WrittenByOthers {}
