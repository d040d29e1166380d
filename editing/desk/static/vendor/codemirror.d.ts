export * from '../../web/codemirror.js';
