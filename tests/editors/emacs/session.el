;;; One session in a real Emacs with eglot.  What is seen goes to the file REPORT.
;;; SERVER is the command, as JSON; EXPECTS names the rules whose findings shall appear.

(package-initialize)
(require 'cl-lib)
(require 'eglot)
(require 'flymake)
(require 'json)
(require 'python)

(setq eglot-sync-connect 15
      eglot-connect-timeout 20
      eglot-confirm-server-initiated-edits nil
      flymake-no-changes-timeout 0.1
      make-backup-files nil
      auto-save-default nil
      create-lockfiles nil)

(defvar report nil)

(defun note (key value)
  (push (cons key value) report))

(defun await (holds)
  "Wait up to 15 seconds until HOLDS returns something, and return it."
  (let ((end (+ (float-time) 15)) result)
    (while (and (null (setq result (funcall holds))) (< (float-time) end))
      ;; Without a user nothing is idle, which is when eglot sends what was typed.
      (eglot--signal-textDocument/didChange)
      (accept-process-output nil 0.05)
      (flymake-start))
    result))

(defun found ()
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun finds (code)
  (cl-some (lambda (it) (string-match-p (regexp-quote code) it)) (found)))

(defun second-line ()
  (save-excursion
    (goto-char (point-min))
    (forward-line 1)
    (buffer-substring-no-properties (line-beginning-position) (line-end-position))))

(defun session ()
  (add-to-list 'eglot-server-programs
               (cons 'python-mode (append (json-parse-string (getenv "SERVER")) nil)))
  (find-file (getenv "FILE"))
  (python-mode)
  (apply #'eglot (eglot--guess-contact))
  (dolist (code (split-string (getenv "EXPECTS") ","))
    (unless (await (lambda () (finds code))) (error "%s was not found: %S" code (found))))
  (note 'found (vconcat (found)))
  (goto-char (point-min))
  (search-forward "if x ")
  (let ((hover (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                (eglot--TextDocumentPositionParams))))
    (note 'hover (plist-get (plist-get hover :contents) :value)))
  ;; The user is asked which action, in the minibuffer because a key was the last event.
  (let ((last-nonmenu-event 'key))
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt titles &rest _) (car (all-completions "Compare values" titles)))))
      (eglot-code-actions (point) (point) "quickfix" t)))
  (await (lambda () (equal (second-line) "if x == 1000:")))
  (note 'fixed (second-line))
  (unless (await (lambda () (not (finds "is-literal")))) (error "The finding stays: %S" (found)))
  (note 'passed t))

(condition-case problem
    (session)
  (error (note 'problem (error-message-string problem))))
(with-temp-file (getenv "REPORT") (insert (json-encode report)))
(ignore-errors (eglot-shutdown (eglot-current-server)))
