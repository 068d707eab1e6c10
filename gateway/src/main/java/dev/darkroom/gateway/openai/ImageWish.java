package dev.darkroom.gateway.openai;

/**
 * How a client wants its pictures.
 *
 * @param embedded whether they come in the answer itself ({@code b64_json}) and not by address
 * @param stream whether the answer is a stream of events
 * @param partialImages unfinished pictures of the first one that the stream shows at most
 */
public record ImageWish(boolean embedded, boolean stream, int partialImages) {}
