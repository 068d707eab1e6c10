package dev.darkroom.gateway.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Keys, and tokens beside them: what is no key that we know and has a token's form is a token. */
public final class KeysAndTokens implements Authenticator {
  private final Authenticator keys;
  private final Authenticator tokens;
  private final Predicate<String> isToken;

  public KeysAndTokens(Authenticator keys, Authenticator tokens, Predicate<String> isToken) {
    this.keys = keys;
    this.tokens = tokens;
    this.isToken = isToken;
  }

  @Override
  public CompletionStage<Verdict> judge(String credential) {
    return keys.judge(credential)
        .thenCompose(verdict ->
            verdict instanceof Verdict.Unknown && isToken.test(credential)
                ? tokens.judge(credential)
                : CompletableFuture.completedFuture(verdict));
  }
}
