/*
 * An OpenID provider for the tests: oidc-provider with a form that asks for nothing but a company.
 *
 *   node provider.mjs OPTIONS    OPTIONS is JSON: {"port", "audience", "userInfo", "clients": [client metadata...]}
 *
 * It signs in whoever it is told to; its keys are new each time it starts. With `userInfo` the company stands in the
 * user info alone, as many portals have it, else in the ID token too.
 */
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const options = JSON.parse(process.argv[2]);
const issuer = `http://127.0.0.1:${options.port}`;

function newKey(type, parameters, alg) {
  return { ...generateKeyPairSync(type, parameters).privateKey.export({ format: 'jwk' }), use: 'sig', alg };
}

function page(title, body) {
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>${title}</title>
<link rel="icon" href="data:,"><h1>${title}</h1>${body}</html>`;
}

const provider = new Provider(issuer, {
  clients: options.clients,
  jwks: { keys: [newKey('rsa', { modulusLength: 2048 }, 'RS256'), newKey('ec', { namedCurve: 'P-256' }, 'ES256')] },
  cookies: { keys: ['tests'] },
  claims: { openid: ['sub', 'enterprise'] },
  conformIdTokenClaims: Boolean(options.userInfo),
  findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, enterprise: id }) }),
  extraTokenClaims: (context, token) => ({ enterprise: token.accountId }),
  pkce: { methods: ['S256'], required: () => true },
  interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
  /* The portal's own services need no consent. */
  async loadExistingGrant(context) {
    const grant = new context.oidc.provider.Grant({
      clientId: context.oidc.client.clientId,
      accountId: context.oidc.session.accountId,
    });
    grant.addOIDCScope('openid');
    grant.addResourceScope(options.audience, 'counts');
    await grant.save();
    return grant;
  },
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: 'counts',
        audience: options.audience,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource(context, form) {
        const button = '<button type="submit" form="op.logoutForm" name="logout" value="yes">退出门户</button>';
        context.body = page('退出门户', form + button);
      },
    },
  },
});

provider.use(async (context, next) => {
  const uid = /^\/interaction\/([\w-]+)$/.exec(context.path)?.[1];
  if (!uid) { return next(); }
  const asked = new URLSearchParams(context.search);
  if (asked.has('enterprise')) {
    const login = { accountId: asked.get('enterprise') };
    const result = login.accountId ? { login } : { error: 'access_denied' };
    return provider.interactionFinished(context.req, context.res, result);
  }
  context.type = 'html';
  context.body = page('门户登录', `<form><label>企业 <input name="enterprise"></label><button>登录</button></form>`);
});

provider.listen(options.port, '127.0.0.1');
