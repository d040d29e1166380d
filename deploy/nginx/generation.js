// The generation that the endpoint answers from: the cache keeps answers under its name.
import fs from 'fs';

function generation(r) {
    try {
        return JSON.parse(fs.readFileSync(r.variables.xinfeng_pointer, 'utf8')).generation || 'none';
    } catch (e) {
        return 'none';
    }
}

export default {generation};
