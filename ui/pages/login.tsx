/// <reference lib="dom" />
/** The one page before all others: a name and a password become a token of this tab. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../parts/icon.tsx";
import { api, problemText } from "../state/api.ts";
import { expired, remember } from "../state/login.ts";

export function LoginPage(): JSX.Element {
  const [by, setBy] = useState<"password" | "token">("password");
  const [user, setUser] = useState("");
  const [secret, setSecret] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const enter = async () => {
    setBusy(true);
    setProblem("");
    try {
      if (by === "password") {
        const { token, role, user: name } = await api.admin.login({ user, password: secret });
        remember({ token, role, user: name === "" ? user : name });
      } else {
        const headers = { Authorization: `Bearer ${secret.trim()}` };
        const me = await api.admin.whoAmI({}, { headers });
        remember({ token: secret.trim(), role: me.role, user: me.user });
      }
    } catch (problem) {
      setProblem(problemText(problem));
      setBusy(false);
    }
  };
  return (
    <main class="login">
      <form
        class="panel login-box"
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <svg width="40" height="40" viewBox="0 0 22 22" aria-hidden="true" class="logo">
          <ellipse cx="11" cy="18" rx="8.6" ry="2.9" />
          <ellipse cx="11.4" cy="12.2" rx="6.2" ry="2.5" />
          <ellipse cx="10.7" cy="7.2" rx="4.1" ry="2" />
          <ellipse cx="11.3" cy="3" rx="2.2" ry="1.5" />
        </svg>
        <h1>Cairn</h1>
        {expired.value && (
          <p class="warn-c">The session has ended. Log in again; the page stays where it was.</p>
        )}
        {by === "password" && (
          <label class="field">
            Name
            <input
              name="user"
              autocomplete="username"
              required
              autofocus
              value={user}
              onInput={(event) => setUser(event.currentTarget.value)}
            />
          </label>
        )}
        <label class="field">
          {by === "password" ? "Password" : "Token"}
          <input
            name="secret"
            type="password"
            autocomplete={by === "password" ? "current-password" : "off"}
            required
            value={secret}
            onInput={(event) => setSecret(event.currentTarget.value)}
          />
        </label>
        {problem !== "" && <p class="problem" role="alert">{problem}</p>}
        <button type="submit" class="button primary" disabled={busy}>
          {busy ? "Logging in…" : "Log in"}
        </button>
        <button
          type="button"
          class="button quiet"
          onClick={() => setBy(by === "password" ? "token" : "password")}
        >
          <Icon name="key" size={14} />
          {by === "password" ? "Use a token instead" : "Use a name and password"}
        </button>
      </form>
    </main>
  );
}
